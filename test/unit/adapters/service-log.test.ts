import { expect, test } from "vitest";
import { createServiceLog } from "../../../shared/adapters/service-log.ts";
import { captureOutput } from "../../support/capture-output.ts";

test.each([
  ["info", "INFO"],
  ["warn", "WARN"],
  ["error", "ERROR"],
] as const)("a line of %s is one JSON object, with the time of what it tells", (level, written) => {
  const capture = captureOutput();
  const line = { level, message: "key sets", details: { keySets: { problem: "two\nlines" } } };
  createServiceLog("service")(line, new Date(Date.UTC(2026, 9, 7)));
  capture.stop();
  expect(capture.text()).toBe(
    `{"level":"${written}","message":"key sets","timestamp":"2026-10-07T00:00:00.000Z","service":"service","keySets":{"problem":"two\\nlines"}}\n`,
  );
});
