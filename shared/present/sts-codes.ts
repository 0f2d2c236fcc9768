import type { Code } from "../model/codes.ts";

interface StsCode {
  readonly status: number;
  readonly code: string;
}

/** Told once, never asked again: no SDK tries again after these. */
const denied: StsCode = { status: 403, code: "AccessDenied" };
const invalid: StsCode = { status: 400, code: "ValidationError" };
const noSuchAction: StsCode = { status: 400, code: "InvalidAction" };

/**
 * What each code is called in the protocol of STS, chosen by what SDKs do about it. Not `InvalidIdentityToken` for a token that does not
 * hold: Go and PHP would send it three and four times more. A 5xx and `Throttling`, which STS sends with a 400, are asked again after a
 * while by all of them.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export const stsCodes = {
  InvalidRequest: invalid,
  GrantRequired: invalid,
  InvalidParameter: invalid,
  DurationOutOfRange: invalid,
  MissingToken: invalid,
  InvalidToken: denied,
  TokenExpired: { status: 400, code: "ExpiredTokenException" },
  TokenNotYetValid: denied,
  WrongAudience: denied,
  WrongTokenType: denied,
  TokenTooOld: denied,
  MissingClaim: denied,
  ProofRequired: denied,
  InvalidProof: denied,
  TokenReplayed: denied,
  NotGranted: denied,
  ConditionNotMet: denied,
  Revoked: denied,
  RoleRefused: denied,
  NotFound: noSuchAction,
  MethodNotAllowed: noSuchAction,
  PayloadTooLarge: { status: 413, code: "ValidationError" },
  UnsupportedMediaType: { status: 415, code: "ValidationError" },
  Throttled: { status: 400, code: "Throttling" },
  Internal: { status: 500, code: "InternalFailure" },
  UpstreamInvalid: { status: 502, code: "InternalFailure" },
  UpstreamUnavailable: { status: 503, code: "ServiceUnavailable" },
} as const satisfies Record<Code, StsCode>;
