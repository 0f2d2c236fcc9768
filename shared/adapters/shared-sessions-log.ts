import type { RecordMetrics } from "./metrics.ts";
import { createServiceLog } from "./service-log.ts";
import type { SharedSessionsEvent } from "./shared-sessions.ts";

const metricNames = {
  refused: "SharedSessionRefused",
  unavailable: "SharedSessionsUnavailable",
  denied: "SharedSessionsDenied",
} as const;

/** Says that an entry was refused, or that the shared sessions cannot be used: one log line and one metric line each. */
export function createSharedSessionsLog(
  serviceName: string,
  recordMetrics: RecordMetrics,
): (event: SharedSessionsEvent) => void {
  const writeLog = createServiceLog(serviceName);
  return ({ kind, reason }) => {
    recordMetrics({ [metricNames[kind]]: 1 });
    const level = kind === "unavailable" ? "WARN" : "ERROR";
    writeLog(level, "shared sessions", { sharedSessions: { event: kind, reason } });
  };
}
