import { afterEach, expect, test, vi } from "vitest";
import { createMetrics } from "../../../shared/adapters/metrics.ts";
import type { PolicyMapEvent } from "../../../shared/adapters/policy-map-event.ts";
import { createPolicyMapLog } from "../../../shared/adapters/policy-map-log.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const base = { location: "s3://maps/map.yaml", ageMs: 61_400 };
const problem = {
  file: "s3://maps/map.yaml",
  line: 31,
  column: 7,
  path: "grants.a",
  rule: "is wrong",
  repair: "mend it",
};

/** The lines that these events leave, on standard output and standard error, logs and metrics apart. */
function linesOf(...events: readonly PolicyMapEvent[]) {
  const lines: Record<string, unknown>[] = [];
  const keep = (chunk: unknown) => {
    for (const line of String(chunk).split("\n").filter(Boolean))
      lines.push(JSON.parse(line) as Record<string, unknown>);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(keep));
  const record = createPolicyMapLog("credential-vending-api", createMetrics("credential-vending-api"));
  for (const event of events) record(event);
  for (const spy of spies) spy.mockRestore();
  return {
    logs: lines.filter((line) => !("_aws" in line)),
    metrics: lines.filter((line) => "_aws" in line),
  };
}

test.each<[event: PolicyMapEvent, level: string, told: Record<string, unknown>]>([
  [
    { ...base, ageMs: 0, kind: "activated", version: "v2", digest: "d2", previousDigest: "d1" },
    "INFO",
    { event: "activated", location: base.location, version: "v2", digest: "d2", previousDigest: "d1", ageSeconds: 0 },
  ],
  [
    { ...base, kind: "refused", version: "v3", problems: [problem], isNew: true },
    "ERROR",
    {
      event: "refused",
      location: base.location,
      version: "v3",
      problemCount: 1,
      problems: ["s3://maps/map.yaml:31:7 grants.a: is wrong; mend it"],
      ageSeconds: 61,
    },
  ],
  [
    { ...base, kind: "fetchFailed", reason: "AccessDenied" },
    "WARN",
    { event: "fetchFailed", location: base.location, reason: "AccessDenied", ageSeconds: 61 },
  ],
  [
    { ...base, ageMs: undefined, kind: "fetchFailed", reason: "AccessDenied" },
    "WARN",
    { event: "fetchFailed", location: base.location, reason: "AccessDenied" },
  ],
  [
    { ...base, kind: "recovered", from: "refused" },
    "INFO",
    { event: "recovered", location: base.location, from: "refused", ageSeconds: 61 },
  ],
])("an event is one line: %#", (event, level, told) => {
  const { logs } = linesOf(event);
  expect(logs).toHaveLength(1);
  expect(logs[0]).toMatchObject({ level, message: "policy map", service: "credential-vending-api" });
  expect(logs[0]?.["policyMap"]).toEqual(told);
});

test("what is no news leaves no line but its metrics", () => {
  const { logs, metrics } = linesOf(
    { ...base, kind: "confirmed" },
    { ...base, kind: "refused", version: "v3", problems: [problem], isNew: false },
  );
  expect(logs).toEqual([]);
  expect(metrics).toMatchObject([{ PolicyMapRefused: 0 }, { PolicyMapRefused: 1 }]);
});

test.each([
  [20, 20],
  [21, 20],
])("of %d problems, %d are told, and all are counted", (count, toldCount) => {
  const problems = Array.from({ length: count }, () => problem);
  const { logs } = linesOf({ ...base, kind: "refused", version: "v", problems, isNew: true });
  const told = logs[0]?.["policyMap"] as { problems: string[]; problemCount: number };
  expect([told.problems.length, told.problemCount]).toEqual([toldCount, count]);
});

test.each<[event: PolicyMapEvent, counts: Record<string, number>]>([
  [
    { ...base, ageMs: 0, kind: "activated", version: "v", digest: "d" },
    { PolicyMapActivated: 1, PolicyMapRefused: 0, PolicyMapFetchFailed: 0, PolicyMapAgeSeconds: 0 },
  ],
  [
    { ...base, kind: "fetchFailed", reason: "r" },
    { PolicyMapActivated: 0, PolicyMapRefused: 0, PolicyMapFetchFailed: 1, PolicyMapAgeSeconds: 61 },
  ],
  [
    { ...base, ageMs: undefined, kind: "refused", version: "v", problems: [problem], isNew: true },
    { PolicyMapActivated: 0, PolicyMapRefused: 1, PolicyMapFetchFailed: 0 },
  ],
])("a look at the source is one line of metrics: %#", (event, counts) => {
  const { metrics } = linesOf(event);
  const [{ _aws, service, ...values } = {}] = metrics;
  expect(metrics).toHaveLength(1);
  expect({ service, values }).toEqual({ service: "credential-vending-api", values: counts });
  const [directive] = (_aws as { CloudWatchMetrics: { Namespace: string; Metrics: object[] }[] }).CloudWatchMetrics;
  expect(directive).toEqual({
    Namespace: "CredentialVending",
    Dimensions: [["service"]],
    Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: Name.endsWith("Seconds") ? "Seconds" : "Count" })),
  });
});

test("recovery is told and not counted: the next look is", () => {
  expect(linesOf({ ...base, kind: "recovered", from: "fetchFailed" }).metrics).toEqual([]);
});

test("metrics that cannot be written hinder nobody", () => {
  vi.spyOn(process.stdout, "write").mockImplementation(() => {
    throw new Error("a closed pipe");
  });
  expect(() => createMetrics("s")({ PolicyMapActivated: 1 })).not.toThrow();
  vi.restoreAllMocks();
});
