import { Logger } from "@aws-lambda-powertools/logger";
import type { RecordMetrics } from "./metrics.ts";
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
  const logger = new Logger({ serviceName, logLevel: "INFO" });
  return ({ kind, reason }) => {
    void recordMetrics({ [metricNames[kind]]: 1 });
    logger[kind === "unavailable" ? "warn" : "error"]("shared sessions", { sharedSessions: { event: kind, reason } });
  };
}
