import { type PolicyMapEvent, printProblem, type RecordPolicyMapEvent, toldProblems } from "./policy-map-event.ts";
import type { LogLine } from "./service-log.ts";
import type { TellNews } from "./telemetry.ts";

/**
 * Says what became of the policy map: one metric line for each look at the source, so that an alarm lasts for as long as its
 * cause does, and one log line for each event that is news.
 */
export function createPolicyMapLog(tellNews: TellNews): RecordPolicyMapEvent {
  return (event) => {
    const isNews = event.kind !== "confirmed" && (event.kind !== "refused" || event.isNew);
    void tellNews({
      metrics: event.kind === "recovered" ? undefined : countEvent(event),
      log: isNews ? describeEvent(event) : undefined,
      canWait: levels[event.kind] === "info",
    });
  };
}

const levels = {
  activated: "info",
  confirmed: "info",
  recovered: "info",
  fetchFailed: "warn",
  refused: "error",
} as const satisfies Record<PolicyMapEvent["kind"], LogLine["level"]>;

function countEvent({ kind, ageMs }: PolicyMapEvent) {
  return {
    PolicyMapActivated: Number(kind === "activated"),
    PolicyMapRefused: Number(kind === "refused"),
    PolicyMapFetchFailed: Number(kind === "fetchFailed"),
    ...(ageMs !== undefined && { PolicyMapAgeSeconds: Math.round(ageMs / 1_000) }),
  };
}

function describeEvent(event: PolicyMapEvent): LogLine {
  return { level: levels[event.kind], message: "policy map", details: { policyMap: describeDetail(event) } };
}

/** Problems with their places and rules: what they say of the map is what its author is told too, and holds no secret. */
function describeDetail(event: PolicyMapEvent) {
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
