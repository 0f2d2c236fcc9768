import type { AssumeRoleInput } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";

/** What an error of the AWS SDK tells, as far as it is one. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const throttles = new Set([
  "Throttling",
  "ThrottlingException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "SlowDown",
]);

/** Network and time-out errors as Node and the SDK name them: STS was not reached, or did not answer in time. */
const unreachable = /^(?:TimeoutError|AbortError|RequestTimeout|RequestTimeoutException|NetworkingError)$/;

/**
 * Whether STS refused a duration because it counts the signer's own role session as the first of a chain.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function isChainLimit(error: unknown): boolean {
  return isSdkError(error) && error.name === "ValidationError" && /role chaining/i.test(error.message);
}

/**
 * The meaning of a failed AssumeRole. STS's own words go into the reason, for operators; the external ID is taken out of
 * them, since a validation error quotes it.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
 */
export function readStsError(error: unknown, input: AssumeRoleInput): Refusal | Fault {
  if (error instanceof Fault) {
    return error;
  }
  if (!isSdkError(error)) {
    return new Fault("Internal", `AssumeRole ${input.roleArn} failed`);
  }
  const { name, $metadata } = error;
  const reason = `AssumeRole ${input.roleArn}: ${name}: ${withoutExternalId(error.message, input.externalId)}`;
  const status = $metadata?.httpStatusCode;
  switch (name) {
    case "AccessDenied":
    case "AccessDeniedException":
      return new Refusal("RoleRefused", reason);
    case "PackedPolicyTooLarge":
    case "PackedPolicyTooLargeException":
      return new Refusal("NotGranted", reason);
    case "ValidationError":
      return /MaxSessionDuration/.test(error.message)
        ? new Refusal("DurationOutOfRange", reason, { publicDetail: "The duration is longer than the role allows" })
        : new Fault("Internal", reason);
    case "MalformedPolicyDocument":
    case "MalformedPolicyDocumentException":
    case "RegionDisabledException":
      return new Fault("Internal", reason);
    default:
  }
  if (throttles.has(name) || status === 429) {
    return new Refusal("Throttled", reason, { retryAfterSeconds: 2 });
  }
  if (unreachable.test(name) || (status !== undefined && status >= 500) || isNetworkError(error)) {
    return new Fault("UpstreamUnavailable", reason);
  }
  // A success, or an answer without a code, that the SDK could not read.
  if (status === 200 || /deserialization/i.test(error.message)) {
    return new Fault("UpstreamInvalid", `AssumeRole ${input.roleArn}: the answer could not be read`);
  }
  return new Fault("Internal", reason);
}

function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error;
}

function isNetworkError(error: SdkError): boolean {
  return "code" in error && typeof error.code === "string" && /^(?:E[A-Z]+|UND_ERR_\w+)$/.test(error.code);
}

function withoutExternalId(message: string, externalId: string | undefined): string {
  return externalId === undefined ? message : message.replaceAll(externalId, "(external ID)");
}
