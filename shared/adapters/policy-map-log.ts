import { Logger } from "@aws-lambda-powertools/logger";
import type { RecordMetrics } from "./metrics.ts";
import { type PolicyMapEvent, printProblem, type RecordPolicyMapEvent, toldProblems } from "./policy-map-event.ts";

/**
 * Says what became of the policy map: one metric line for each look at the source, so that an alarm lasts for as long as its
 * cause does, and one log line for each event that is news.
 */
export function createPolicyMapLog(serviceName: string, recordMetrics: RecordMetrics): RecordPolicyMapEvent {
  const logger = new Logger({ serviceName, logLevel: "INFO" });
  return (event) => {
    if (event.kind !== "recovered") {
      void recordMetrics(countEvent(event));
    }
    if (event.kind === "confirmed" || (event.kind === "refused" && !event.isNew)) {
      return;
    }
    const level = levels[event.kind];
    logger[level]("policy map", { policyMap: describeEvent(event) });
  };
}

const levels = { activated: "info", recovered: "info", fetchFailed: "warn", refused: "error" } as const;

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
