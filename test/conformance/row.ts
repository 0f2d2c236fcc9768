import type { ScenarioName } from "./scenarios.ts";
import type { Way } from "./sdk.ts";

/** What an SDK did in one scenario. */
export interface Observed {
  /** Requests that reached the service. */
  readonly attempts: number;
  /** From the call to its end, of the last call where there were several. */
  readonly tookMs: number;
  /** Whom STS took the caller for, call by call; undefined where there was an error. */
  readonly arns: readonly (string | undefined)[];
  /** What the last call's error says, and what was written to standard error, in one line; undefined where there was none. */
  readonly shown: string | undefined;
}

/** One line of the result. */
export interface Row {
  readonly sdk: string;
  /** Such as `boto3 1.44.8`; empty where it could not be had. */
  readonly version: string;
  readonly way: Way;
  readonly scenario: ScenarioName;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly observed: Observed | undefined;
  /** What was broken, why it was skipped, or what the SDK is known to do that nothing of ours can change. */
  readonly notes: readonly string[];
}
