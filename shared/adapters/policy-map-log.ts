import type { RecordMetrics } from "./metrics.ts";
import { type PolicyMapEvent, printProblem, type RecordPolicyMapEvent, toldProblems } from "./policy-map-event.ts";
import { createServiceLog } from "./service-log.ts";

/**
 * Says what became of the policy map: one metric line for each look at the source, so that an alarm lasts for as long as its
 * cause does, and one log line for each event that is news.
 */
export function createPolicyMapLog(serviceName: string, recordMetrics: RecordMetrics): RecordPolicyMapEvent {
  const writeLog = createServiceLog(serviceName);
  return (event) => {
    if (event.kind !== "recovered") {
      recordMetrics(countEvent(event));
    }
    if (event.kind === "confirmed" || (event.kind === "refused" && !event.isNew)) {
      return;
    }
    writeLog(levels[event.kind], "policy map", { policyMap: describeEvent(event) });
  };
}

const levels = { activated: "INFO", recovered: "INFO", fetchFailed: "WARN", refused: "ERROR" } as const;

function countEvent({ kind, ageMs }: PolicyMapEvent) {
  return {
    PolicyMapActivated: Number(kind === "activated"),
    PolicyMapRefused: Number(kind === "refused"),
    PolicyMapFetchFailed: Number(kind === "fetchFailed"),
    ...(ageMs !== undefined && { PolicyMapAgeSeconds: Math.round(ageMs / 1_000) }),
  };
}

/** Problems with their places and rules: what they say of the map is what its author is told too, and holds no secret. */
function describeEvent(event: PolicyMapEvent) {
  const { ageMs, kind, ...rest } = event;
  const ageSeconds = ageMs === undefined ? {} : { ageSeconds: Math.round(ageMs / 1_000) };
  if (event.kind !== "refused") {
    return { event: kind, ...rest, ...ageSeconds };
  }
  const { location, version, problems } = event;
  return {
    event: kind,
    location,
    version,
    problemCount: problems.length,
    problems: problems.slice(0, toldProblems).map(printProblem),
    ...ageSeconds,
  };
}
