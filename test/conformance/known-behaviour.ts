import type { ScenarioName } from "./scenarios.ts";
import type { Way } from "./sdk.ts";

interface KnownBehaviour {
  readonly sdk: string;
  readonly way: Way;
  readonly scenarios: readonly ScenarioName[];
  readonly what: "hides why" | "gives up on slow answers" | "asks twice";
  /** For a reader of the table. */
  readonly why: string;
}

const refusals = ["401", "403", "429", "503"] as const;

/** What SDKs do that nothing of ours can change. It is written into the table, and lifts one promise. */
export const knownBehaviour: readonly KnownBehaviour[] = [
  {
    sdk: "javascript",
    way: "environment",
    scenarios: refusals,
    what: "hides why",
    why: "the default chain drops the service's answer",
  },
  {
    sdk: "javascript",
    way: "process",
    scenarios: refusals,
    what: "hides why",
    why: "the default chain drops what the process says",
  },
  {
    sdk: "ruby",
    way: "process",
    scenarios: ["first"],
    what: "asks twice",
    why: "it runs the command twice for the first credentials",
  },
  { sdk: "rust", way: "environment", scenarios: refusals, what: "hides why", why: "only the status is shown" },
  ...(["environment", "process"] as const).map((way) => ({
    sdk: "java",
    way,
    scenarios: refusals,
    what: "hides why" as const,
    why: "the default chain shows the outermost sentence of each provider alone",
  })),
  {
    sdk: "java",
    way: "environment",
    scenarios: ["slow"],
    what: "gives up on slow answers",
    why: "it waits for one second, six times",
  },
];
