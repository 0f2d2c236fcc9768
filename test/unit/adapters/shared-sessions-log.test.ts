import { expect, test } from "vitest";
import type { SharedSessionsEvent } from "../../../shared/adapters/shared-sessions.ts";
import { createSharedSessionsLog } from "../../../shared/adapters/shared-sessions-log.ts";
import type { News } from "../../../shared/adapters/telemetry.ts";

test.each<[SharedSessionsEvent["kind"], level: string, metric: string]>([
  ["refused", "error", "SharedSessionRefused"],
  ["unavailable", "warn", "SharedSessionsUnavailable"],
  ["denied", "error", "SharedSessionsDenied"],
])("that shared sessions are %s is one log line and a metric of its own, told at once", (kind, level, metric) => {
  const told: News[] = [];
  const record = createSharedSessionsLog(async (news) => void told.push(news));
  record({ kind, reason: "as it is" });
  const details = { sharedSessions: { event: kind, reason: "as it is" } };
  expect(told).toEqual([{ metrics: { [metric]: 1 }, log: { level, message: "shared sessions", details } }]);
});
