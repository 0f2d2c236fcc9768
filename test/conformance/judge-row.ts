import { codes, type FaultCode, type RefusalCode } from "../../shared/model/codes.ts";
import { knownBehaviour } from "./known-behaviour.ts";
import type { Observed } from "./row.ts";
import { type ScenarioName, scenarios } from "./scenarios.ts";
import type { Way } from "./sdk.ts";

/** Whom STS takes callers for with the right credentials. */
export const firstArn = "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner";
export const nextArn = "arn:aws:sts::444455556666:assumed-role/archive-reader/report-runner";

/** No SDK may keep its caller waiting for longer: the slowest tries twelve times. */
const boundMs = 40_000;

interface Verdict {
  /** The promises that were broken, in words. */
  readonly broken: readonly string[];
  /** What the SDK does that nothing of ours can change. */
  readonly known: readonly string[];
}

/** Holds what an SDK did against what is promised for the scenario, and what is known of the SDK. */
export function judgeRow(sdk: string, way: Way, scenario: ScenarioName, observed: Observed): Verdict {
  const { attempts, tookMs, arns, shown } = observed;
  const known = knownBehaviour.filter(
    (behaviour) => behaviour.sdk === sdk && behaviour.way === way && behaviour.scenarios.includes(scenario),
  );
  const isKnown = (what: string) => known.some((behaviour) => behaviour.what === what);
  const last = arns.at(-1);
  const { refusal } = scenarios[scenario];
  const isRefused = refusal !== undefined || scenario === "garbage" || isKnown("gives up on slow answers");
  const broken = isRefused
    ? [
        arns.some((arn) => arn !== undefined) ? "there are credentials where there should be none" : "",
        shown === undefined ? "there is no error" : "",
        refusal !== undefined && !isKnown("hides why") && !tells(shown, refusal)
          ? "the error says neither our code nor our sentence"
          : "",
      ]
    : [
        shown === undefined ? "" : "there is an error",
        scenario !== "refresh" && last !== firstArn ? "the credentials are not of the grant's role" : "",
        scenario === "refresh" && last !== nextArn ? "the new credentials are not taken" : "",
        scenario === "refresh" && attempts > 4 ? "it asks again and again" : "",
        scenario === "first" && attempts > (isKnown("asks twice") ? 2 : 1) ? "it takes more than one request" : "",
      ];
  const always = [
    attempts === 0 ? "no request reached the service" : "",
    tookMs > boundMs ? `the caller waits for more than ${boundMs / 1_000} s` : "",
  ];
  return {
    broken: [...broken, ...always].filter((promise) => promise !== ""),
    known: known.map(({ why }) => why),
  };
}

/** Java shows the message alone, Go and Python the code too. */
function tells(shown: string | undefined, code: RefusalCode | FaultCode): boolean {
  return shown?.includes(code) === true || shown?.includes(codes[code].title) === true;
}
