import { isThrottlingError } from "@smithy/core/retry";
import { codeOf, statusOf } from "./sdk-error.ts";

/**
 * Why a call of an AWS client failed, whatever the service: it was asked too often; it was not reached, or not able to answer, in
 * time; what answered does not speak HTTP; or it answered, and said no.
 */
export type FailureKind = "throttled" | "unavailable" | "garbled" | "refused";

/** As the SDK names an answer that did not come in time, and services an inability of their own. */
const unavailable = /^(?:TimeoutError|AbortError|RequestTimeout(?:Exception)?|InternalS(?:erver|ervice)Error)$/;

/** Node's codes for an address that was not found, or a connection that did not come about or broke. */
const brokenConnection = /^(?:EAI_[A-Z]+|E[A-Z0-9]+)$/;

/** Node's HTTP parser's codes. */
const brokenHttp = /^HPE_/;

/** The kind of a failure; `refused` where it is nothing that is known to pass. */
export function kindOfFailure(error: unknown): FailureKind {
  if (!(error instanceof Error)) return "refused";
  if (isThrottlingError(error as Parameters<typeof isThrottlingError>[0])) return "throttled";
  const code = codeOf(error);
  if (unavailable.test(error.name) || brokenConnection.test(code) || (statusOf(error) ?? 0) >= 500) {
    return "unavailable";
  }
  return brokenHttp.test(code) ? "garbled" : "refused";
}

/** Whether the same question may be answered another time: the service was not reached, not able, or not willing just then. */
export function isPassing(error: unknown): boolean {
  return kindOfFailure(error) !== "refused";
}
