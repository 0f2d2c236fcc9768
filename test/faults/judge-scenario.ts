import type { Fault } from "./faults.ts";
import type { Observed } from "./observed.ts";

/** SDKs give up after a second. */
const sdkMs = 1_000;

/** Of 600 ms for STS and what else there is to do, on a machine that does other things as well. */
const refusedMs = 800;

/** The promises that were broken, in words; none where all was kept. */
export function judgeScenario(
  fault: Fault,
  { known, fresh, afterwards, calls, lostLookups }: Observed,
): readonly string[] {
  const failed = ({ failures }: Observed["known"]) => Object.values(failures).reduce((sum, count) => sum + count, 0);
  const otherCodes = Object.keys(fresh.failures).filter((failure) => !/^(?:503|502|429) /.test(failure));
  return [
    known.requests < 20 || fresh.requests < 3 ? "there was hardly any load" : "",
    failed(known) > 0 ? "a caller with a session was refused" : "",
    known.slowestMs > sdkMs ? "a caller with a session waited for longer than an SDK does" : "",
    fault.refusesNew !== true && failed(fresh) > 0 ? "a new caller was refused" : "",
    fault.refusesNew === true && failed(fresh) === 0 ? "the fault did nothing" : "",
    calls + lostLookups === 0 ? "nobody asked what was broken" : "",
    otherCodes.length > 0 ? `a new caller got ${otherCodes.join(", ")}` : "",
    fresh.silent > 0 ? "a new caller was not told when to come again" : "",
    fault.refusesNew === true && fresh.slowestMs > refusedMs ? "a new caller waited for its refusal" : "",
    fresh.slowestMs > sdkMs ? "a new caller waited for longer than an SDK does" : "",
    failed(afterwards) > 0 ? "a caller was refused after all was well again" : "",
  ].filter((promise) => promise !== "");
}
