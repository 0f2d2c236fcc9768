import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTelemetry, type News } from "../../../shared/adapters/telemetry.ts";
import { captureOutput } from "../../support/capture-output.ts";

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: startedMs });
  output = captureOutput();
});
afterEach(() => {
  output.stop();
  vi.useRealTimers();
});

const startedMs = Date.UTC(2026, 10, 26);
const live: News = {
  metrics: { PolicyMapActivated: 1 },
  log: { level: "info", message: "live", details: {} },
  canWait: true,
};
const refused: News = {
  metrics: { PolicyMapRefused: 1 },
  log: { level: "error", message: "refused", details: {} },
};

/** What has been written: metrics by what they count, lines of the log by their message, and of each by which time after the start. */
function written(): readonly (readonly [what: string, afterMs: number])[] {
  const lines = output.text().split("\n").filter(Boolean);
  return lines.map((text) => {
    const { _aws, message, timestamp, ...rest } = JSON.parse(text) as {
      readonly _aws?: { readonly Timestamp: number };
      readonly message?: string;
      readonly timestamp: string;
    };
    const atMs = _aws === undefined ? Date.parse(timestamp) : _aws.Timestamp;
    return [message ?? String(Object.keys(rest)[1]), atMs - startedMs];
  });
}

test("good news waits for two seconds, and is written with the time when it was told", async () => {
  const telling = createTelemetry("service")(live);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(written()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await telling;
  expect(written()).toEqual([
    ["PolicyMapActivated", 0],
    ["live", 0],
  ]);
});

test("a freeze is no waiting: the request that ends it has a second more", async () => {
  const telling = createTelemetry("service")(live);
  vi.setSystemTime(startedMs + 3_600_000);
  // Node finds a timer that is due by an hour as it finds one that is due by a millisecond: once.
  await vi.advanceTimersToNextTimerAsync();
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(999);
  expect(written()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await telling;
  expect(written()).toHaveLength(2);
});

test("bad news is written at once, after the good news before it", async () => {
  const tellNews = createTelemetry("service");
  const waiting = tellNews(live);
  vi.setSystemTime(startedMs + 5);
  await tellNews(refused);
  expect(written()).toEqual([
    ["PolicyMapActivated", 0],
    ["live", 0],
    ["PolicyMapRefused", 5],
    ["refused", 5],
  ]);
  await vi.advanceTimersByTimeAsync(2_000);
  await waiting;
  expect(written()).toHaveLength(4);
});

test("once it has what writes it, good news waits no more", async () => {
  const tellNews = createTelemetry("service");
  await tellNews({ metrics: { PolicyMapFetchFailed: 1 } });
  await tellNews({ metrics: { PolicyMapActivated: 0 }, canWait: true });
  expect(vi.getTimerCount()).toBe(0);
  expect(written().map(([what]) => what)).toEqual(["PolicyMapFetchFailed", "PolicyMapActivated"]);
});

test("a line that cannot be written hinders neither who tells it nor the next", async () => {
  const tellNews = createTelemetry("service");
  const unwritable = { toJSON: () => expect.fail("no JSON") };
  const details = { unwritable };
  await Promise.all([tellNews({ log: { level: "warn", message: "first", details } }), tellNews(refused)]);
  expect(written().map(([what]) => what)).toEqual(["PolicyMapRefused", "refused"]);
});

test("what writes lines is loaded again with the next news where it could not be loaded", async () => {
  vi.doMock("@aws-lambda-powertools/metrics", () => Promise.reject(new Error("EMFILE: too many open files")));
  const tellNews = createTelemetry("service");
  vi.resetModules();
  await tellNews({ log: { level: "warn", message: "lost", details: {} } });
  vi.doUnmock("@aws-lambda-powertools/metrics");
  vi.resetModules();
  await tellNews(refused);
  expect(written().map(([what]) => what)).toEqual(["PolicyMapRefused", "refused"]);
});

test("good news that waits keeps no process alive", async () => {
  const adapter = fileURLToPath(new URL("../../../shared/adapters/telemetry.ts", import.meta.url));
  const script = `
    const { createTelemetry } = await import(${JSON.stringify(adapter)});
    createTelemetry("service")({ metrics: { PolicyMapActivated: 1 }, canWait: true });`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  expect([stdout, stderr]).toEqual(["", ""]);
});
