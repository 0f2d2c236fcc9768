/** What a code means to the outside: the HTTP status, the RFC 9457 title, and whether asking again may help. */
export interface CodeMeaning {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

/** The caller's side: what it sent, or what the policy map says of it. */
export type RefusalCode =
  | "InvalidRequest"
  | "GrantRequired"
  | "InvalidParameter"
  | "DurationOutOfRange"
  | "MissingToken"
  | "InvalidToken"
  | "TokenExpired"
  | "TokenNotYetValid"
  | "WrongAudience"
  | "WrongTokenType"
  | "TokenTooOld"
  | "MissingClaim"
  | "ProofRequired"
  | "InvalidProof"
  | "TokenReplayed"
  | "NotGranted"
  | "ConditionNotMet"
  | "Revoked"
  | "RoleRefused"
  | "NotFound"
  | "MethodNotAllowed"
  | "PayloadTooLarge"
  | "UnsupportedMediaType"
  | "Throttled";

/** Our side, or a dependency's. */
export type FaultCode = "Internal" | "UpstreamInvalid" | "UpstreamUnavailable";

export type Code = RefusalCode | FaultCode;

/** Every code, once. `docs/errors.md` has a section for each; the titles are the one fixed sentence that a caller sees. */
export const codes = {
  InvalidRequest: { status: 400, title: "The request is malformed", retryable: false },
  GrantRequired: { status: 400, title: "Name the grant you want", retryable: false },
  InvalidParameter: {
    status: 400,
    title: "A parameter is missing, unknown or not of the form the grant declares",
    retryable: false,
  },
  DurationOutOfRange: { status: 400, title: "The duration is outside what the grant allows", retryable: false },
  MissingToken: { status: 401, title: "Send a JWT in the Authorization header", retryable: false },
  InvalidToken: { status: 401, title: "The token is not valid here", retryable: false },
  TokenExpired: { status: 401, title: "The token has expired", retryable: false },
  TokenNotYetValid: { status: 401, title: "The token is not valid yet", retryable: true },
  WrongAudience: { status: 401, title: "The token is meant for another audience", retryable: false },
  WrongTokenType: {
    status: 401,
    title: "The token is of another type than the issuer's access tokens",
    retryable: false,
  },
  TokenTooOld: {
    status: 401,
    title: "The token is older, or lives longer, than is allowed for its issuer",
    retryable: false,
  },
  MissingClaim: { status: 401, title: "The token lacks a claim that is required of its issuer", retryable: false },
  ProofRequired: {
    status: 401,
    title: "The token is bound to a key and needs a proof of possession",
    retryable: false,
  },
  InvalidProof: { status: 401, title: "The proof of possession is not valid", retryable: false },
  TokenReplayed: { status: 401, title: "The token has been used before", retryable: false },
  NotGranted: { status: 403, title: "No such grant for this caller", retryable: false },
  ConditionNotMet: { status: 403, title: "The grant's conditions are not met", retryable: false },
  Revoked: { status: 403, title: "This caller's access has been revoked", retryable: false },
  RoleRefused: { status: 403, title: "AWS refused the role to this service", retryable: false },
  NotFound: { status: 404, title: "There is nothing at this path", retryable: false },
  MethodNotAllowed: { status: 405, title: "This path does not take this method", retryable: false },
  PayloadTooLarge: { status: 413, title: "The request body is too large", retryable: false },
  UnsupportedMediaType: { status: 415, title: "The request body is not of a supported media type", retryable: false },
  Throttled: { status: 429, title: "Too many requests; try again later", retryable: true },
  Internal: { status: 500, title: "The service failed", retryable: true },
  UpstreamInvalid: { status: 502, title: "A service that this one depends on gave an invalid answer", retryable: true },
  UpstreamUnavailable: { status: 503, title: "A service that this one depends on is unavailable", retryable: true },
} as const satisfies Record<Code, CodeMeaning>;
