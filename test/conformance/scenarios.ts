import type { FaultCode, RefusalCode } from "../../shared/model/codes.ts";

interface Scenario {
  /** A caller whose token is sent; `forged` for one that nobody signed. */
  readonly caller: "report-runner" | "intern" | "forged";
  /** The service's refusal; credentials where undefined. */
  readonly refusal?: RefusalCode | FaultCode;
}

/** In the order in which they are shown. */
export const scenarioNames = ["first", "refresh", "401", "403", "429", "503", "slow", "garbage"] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** What every SDK goes through, each by each way. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  /** All is well. */
  first: { caller: "report-runner" },
  /** The first credentials end in 8 s, the next are of another role. */
  refresh: { caller: "report-runner" },
  /** The token is forged. */
  "401": { caller: "forged", refusal: "InvalidToken" },
  /** The grant is not the caller's. */
  "403": { caller: "intern", refusal: "NotGranted" },
  /** The service throttles. */
  "429": { caller: "report-runner", refusal: "Throttled" },
  /** STS is down. */
  "503": { caller: "report-runner", refusal: "UpstreamUnavailable" },
  /** The answer takes 1.5 s. */
  slow: { caller: "report-runner" },
  /** The answer is a web page, with status 200. */
  garbage: { caller: "report-runner" },
};
