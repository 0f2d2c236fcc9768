import { Logger } from "@aws-lambda-powertools/logger";
import type { RecordMetrics } from "./metrics.ts";
import type { SharedSessionsEvent } from "./shared-sessions.ts";

/** Says that an entry was refused, or that the shared sessions are out of reach: one log line and one metric line each. */
export function createSharedSessionsLog(
  serviceName: string,
  recordMetrics: RecordMetrics,
): (event: SharedSessionsEvent) => void {
  const logger = new Logger({ serviceName, logLevel: "INFO" });
  return ({ kind, reason }) => {
    void recordMetrics(kind === "refused" ? { SharedSessionRefused: 1 } : { SharedSessionsUnavailable: 1 });
    logger[kind === "refused" ? "error" : "warn"]("shared sessions", { sharedSessions: { event: kind, reason } });
  };
}
