/**
 * The codes that STS answers with, each with its HTTP status.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const statuses = {
  AccessDenied: 403,
  ExpiredToken: 403,
  ExpiredTokenException: 400,
  IDPCommunicationError: 400,
  IDPRejectedClaim: 403,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidAction: 400,
  InvalidClientTokenId: 403,
  InvalidIdentityToken: 400,
  InvalidParameterValue: 400,
  MalformedInput: 400,
  MalformedPolicyDocument: 400,
  MissingAction: 400,
  MissingAuthenticationToken: 403,
  OutboundWebIdentityFederationDisabledException: 403,
  PackedPolicyTooLarge: 400,
  RegionDisabledException: 403,
  RequestExpired: 400,
  SignatureDoesNotMatch: 403,
  UnknownOperationException: 404,
  ValidationError: 400,
} as const;

export type StsErrorCode = keyof typeof statuses;

/** A refusal as STS words it. The message goes to the caller; `undefined` leaves the element out, as STS does for MalformedInput. */
export class StsError extends Error {
  readonly code: StsErrorCode;
  readonly status: number;
  readonly wireMessage: string | undefined;

  constructor(code: StsErrorCode, wireMessage?: string, options?: ErrorOptions) {
    super(wireMessage ?? code, options);
    this.name = code;
    this.code = code;
    this.status = statuses[code];
    this.wireMessage = wireMessage;
  }
}
