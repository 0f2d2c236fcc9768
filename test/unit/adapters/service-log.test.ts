import { expect, test, vi } from "vitest";
import { createServiceLog } from "../../../shared/adapters/service-log.ts";

test("a line is one JSON object, with the members by which one query reads all lines", () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.useFakeTimers({ now: Date.UTC(2026, 9, 7) });
  createServiceLog("service")("WARN", "key sets", { keySets: { problem: "two\nlines" } });
  const written = write.mock.calls.map(([line]) => line);
  vi.useRealTimers();
  write.mockRestore();
  expect(written).toEqual([
    '{"level":"WARN","message":"key sets","timestamp":"2026-10-07T00:00:00.000Z","service":"service","keySets":{"problem":"two\\nlines"}}\n',
  ]);
});
