import { Fault } from "../model/fault.ts";
import { createHttpHandler } from "./http-handler.ts";
import type { SourceLimits } from "./policy-map-source.ts";
import { describeSdkError } from "./sdk-error.ts";

/** What each source that is asked over the AWS SDK is made with. */
export interface SourceSettings {
  readonly region: string;
  readonly limits: SourceLimits;
  /** What is kept there, in the words of a fault. */
  readonly what?: string;
}

/** Settings of an SDK client that is asked once in a while, and must answer soon or not at all. */
export function clientSettings(
  region: string,
  limits: Pick<SourceLimits, "connectionTimeoutMs" | "attemptTimeoutMs" | "attempts">,
) {
  return {
    region,
    maxAttempts: limits.attempts,
    retryMode: "standard",
    requestHandler: createHttpHandler({
      connectionTimeoutMs: limits.connectionTimeoutMs,
      attemptTimeoutMs: limits.attemptTimeoutMs,
      // A connection kept from one look to the next is mostly dead: closed by the other side while Lambda was frozen.
      keepsAlive: false,
    }),
  };
}

/** A source that cannot be read. The SDK's error is told and not kept: its text could hold what was signed. */
export function sourceFault(location: string, error: unknown, what = "policy map"): Fault {
  return error instanceof Fault
    ? error
    : new Fault("UpstreamUnavailable", `the ${what} ${location} cannot be read: ${describeSdkError(error)}`);
}
