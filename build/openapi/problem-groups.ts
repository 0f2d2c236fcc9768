import type { Code } from "../../shared/model/codes.ts";

const ofToken = [
  "MissingToken",
  "InvalidToken",
  "TokenExpired",
  "TokenNotYetValid",
  "WrongAudience",
  "WrongTokenType",
  "TokenTooOld",
  "MissingClaim",
  "ProofRequired",
  "InvalidProof",
] as const satisfies readonly Code[];

/** The codes that come with one status from the same routes. */
export const problemGroups = {
  BadRequest: ["InvalidRequest"],
  /** Where the account is named, nothing is left to be named. */
  BadAskOfAccount: ["InvalidRequest", "InvalidParameter", "DurationOutOfRange"],
  BadAsk: ["InvalidRequest", "GrantRequired", "InvalidParameter", "DurationOutOfRange"],
  Unauthorized: ofToken,
  UnauthorizedOrSpent: [...ofToken, "TokenReplayed"],
  Denied: ["Revoked"],
  Forbidden: ["NotGranted", "ConditionNotMet", "Revoked", "RoleRefused"],
  NotFound: ["NotFound"],
  MethodNotAllowed: ["MethodNotAllowed"],
  PayloadTooLarge: ["PayloadTooLarge"],
  UnsupportedMediaType: ["UnsupportedMediaType"],
  Throttled: ["Throttled"],
  Internal: ["Internal"],
  UpstreamInvalid: ["UpstreamInvalid"],
  UpstreamUnavailable: ["UpstreamUnavailable"],
} as const satisfies Readonly<Record<string, readonly Code[]>>;
