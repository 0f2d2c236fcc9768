import type { ResolvedInput } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";
import { kindOfFailure } from "./failure-kind.ts";
import { nameSdkError, statusOf } from "./sdk-error.ts";

/*
 * Whole sentences of STS's own: a validation error quotes what it was sent, and of that a caller's claims have written a part.
 */
const overChainLimit =
  /^The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining\.?$/;
const overRoleLimit = /^The requested DurationSeconds exceeds the MaxSessionDuration set for this role\.?$/;

/**
 * Whether STS refused a duration because it counts the signer's own role session as the first of a chain.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
export function isChainLimit(error: unknown): boolean {
  return error instanceof Error && error.name === "ValidationError" && overChainLimit.test(error.message);
}

/** Whether STS did not answer, or with what is no answer: another region may, and the next calls will not. */
export function isOutage(error: unknown): error is Fault {
  return error instanceof Fault && (error.code === "UpstreamUnavailable" || error.code === "UpstreamInvalid");
}

/**
 * The meaning of a failed AssumeRole. STS's own words go into the reason where its answer is about the role, for operators;
 * the external ID is taken out of them, since a validation error quotes it.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
 */
export function readStsError(error: unknown, input: ResolvedInput): Refusal | Fault {
  if (error instanceof Fault || error instanceof Refusal) {
    return error;
  }
  if (!(error instanceof Error)) {
    return new Fault("Internal", `AssumeRole ${input.roleArn} failed`);
  }
  const { name, message } = error;
  const reason = `AssumeRole ${input.roleArn}: ${name}: ${withoutExternalId(message, input.externalId)}`;
  switch (name) {
    case "AccessDenied":
    case "AccessDeniedException":
      return new Refusal("RoleRefused", reason);
    case "PackedPolicyTooLarge":
    case "PackedPolicyTooLargeException":
      return new Refusal("NotGranted", reason);
    case "ValidationError":
      return overRoleLimit.test(message)
        ? new Refusal("DurationOutOfRange", reason, { publicDetail: "The duration is longer than the role allows" })
        : new Fault("Internal", reason);
    case "MalformedPolicyDocument":
    case "MalformedPolicyDocumentException":
    case "RegionDisabledException":
      return new Fault("Internal", reason);
    default:
      return readOtherError(error, input);
  }
}

/**
 * What is not about the role. Its text stays out of the reason: a `SignatureDoesNotMatch` quotes the canonical request, in
 * which stands this service's own session token.
 */
function readOtherError(error: Error, input: ResolvedInput): Refusal | Fault {
  const reason = `AssumeRole ${input.roleArn}: ${nameSdkError(error)}`;
  switch (kindOfFailure(error)) {
    case "throttled":
      return new Refusal("Throttled", reason, { retryAfterSeconds: 2 });
    case "unavailable":
      return new Fault("UpstreamUnavailable", reason);
    case "garbled":
      return new Fault("UpstreamInvalid", reason);
    case "refused": {
      // A success that the SDK could not read, or a refusal that is not STS's: that of a proxy.
      const isUnreadable =
        statusOf(error) === 200 || error.name === "Unknown" || /deserialization/i.test(error.message);
      return new Fault(isUnreadable ? "UpstreamInvalid" : "Internal", reason);
    }
  }
}

function withoutExternalId(message: string, externalId: string | undefined): string {
  return externalId === undefined ? message : message.replaceAll(externalId, "(external ID)");
}
