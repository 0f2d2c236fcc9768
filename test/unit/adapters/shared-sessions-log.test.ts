import { expect, test } from "vitest";
import type { SharedSessionsEvent } from "../../../shared/adapters/shared-sessions.ts";
import { createSharedSessionsLog } from "../../../shared/adapters/shared-sessions-log.ts";
import { captureOutput } from "../../support/capture-output.ts";

test.each<[SharedSessionsEvent["kind"], level: string, metric: string]>([
  ["refused", "ERROR", "SharedSessionRefused"],
  ["unavailable", "WARN", "SharedSessionsUnavailable"],
  ["denied", "ERROR", "SharedSessionsDenied"],
])("that shared sessions are %s is one log line and a metric of its own", (kind, level, metric) => {
  const counted: unknown[] = [];
  const capture = captureOutput();
  const record = createSharedSessionsLog("credential-vending-api", (values) => void counted.push(values));
  record({ kind, reason: "as it is" });
  capture.stop();
  expect(JSON.parse(capture.text())).toMatchObject({
    level,
    message: "shared sessions",
    sharedSessions: { event: kind, reason: "as it is" },
  });
  expect(counted).toEqual([{ [metric]: 1 }]);
});
