import type { SharedSessionsEvent } from "./shared-sessions.ts";
import type { TellNews } from "./telemetry.ts";

const metricNames = {
  refused: "SharedSessionRefused",
  unavailable: "SharedSessionsUnavailable",
  denied: "SharedSessionsDenied",
} as const;

/** Says that an entry was refused, or that the shared sessions cannot be used: one log line and one metric line each. */
export function createSharedSessionsLog(tellNews: TellNews): (event: SharedSessionsEvent) => void {
  return ({ kind, reason }) => {
    const level = kind === "unavailable" ? "warn" : "error";
    const details = { sharedSessions: { event: kind, reason } };
    void tellNews({ metrics: { [metricNames[kind]]: 1 }, log: { level, message: "shared sessions", details } });
  };
}
