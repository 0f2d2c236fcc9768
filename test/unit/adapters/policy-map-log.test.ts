import { expect, test } from "vitest";
import type { PolicyMapEvent } from "../../../shared/adapters/policy-map-event.ts";
import { createPolicyMapLog } from "../../../shared/adapters/policy-map-log.ts";
import type { News } from "../../../shared/adapters/telemetry.ts";

const base = { location: "s3://maps/map.yaml", ageMs: 61_400 };
const problem = {
  file: "s3://maps/map.yaml",
  line: 31,
  column: 7,
  path: "grants.a",
  rule: "is wrong",
  repair: "mend it",
};

function newsOf(event: PolicyMapEvent): News {
  const told: News[] = [];
  createPolicyMapLog(async (news) => void told.push(news))(event);
  expect(told).toHaveLength(1);
  return { ...told[0] };
}

test.each<[event: PolicyMapEvent, level: string, told: Record<string, unknown>]>([
  [
    { ...base, ageMs: 0, kind: "activated", version: "v2", digest: "d2", previousDigest: "d1" },
    "info",
    { event: "activated", location: base.location, version: "v2", digest: "d2", previousDigest: "d1", ageSeconds: 0 },
  ],
  [
    { ...base, kind: "refused", version: "v3", problems: [problem], isNew: true },
    "error",
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
    "warn",
    { event: "fetchFailed", location: base.location, reason: "AccessDenied", ageSeconds: 61 },
  ],
  [
    { ...base, ageMs: undefined, kind: "fetchFailed", reason: "AccessDenied" },
    "warn",
    { event: "fetchFailed", location: base.location, reason: "AccessDenied" },
  ],
  [
    { ...base, kind: "recovered", from: "refused" },
    "info",
    { event: "recovered", location: base.location, from: "refused", ageSeconds: 61 },
  ],
])("an event is one line: %#", (event, level, told) => {
  expect(newsOf(event).log).toEqual({ level, message: "policy map", details: { policyMap: told } });
});

test.each<[event: PolicyMapEvent, refused: number]>([
  [{ ...base, kind: "confirmed" }, 0],
  [{ ...base, kind: "refused", version: "v3", problems: [problem], isNew: false }, 1],
])("what is no news leaves no line but its metrics: %#", (event, refused) => {
  expect(newsOf(event)).toMatchObject({ log: undefined, metrics: { PolicyMapRefused: refused } });
});

test.each([
  [20, 20],
  [21, 20],
])("of %d problems, %d are told, and all are counted", (count, toldCount) => {
  const problems = Array.from({ length: count }, () => problem);
  const { log } = newsOf({ ...base, kind: "refused", version: "v", problems, isNew: true });
  const told = log?.details["policyMap"] as { problems: string[]; problemCount: number };
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
  expect(newsOf(event).metrics).toEqual(counts);
});

test("recovery is told and not counted: the next look is", () => {
  expect(newsOf({ ...base, kind: "recovered", from: "fetchFailed" }).metrics).toBeUndefined();
});

test.each<[event: PolicyMapEvent, canWait: boolean]>([
  [{ ...base, kind: "activated", version: "v", digest: "d" }, true],
  [{ ...base, kind: "confirmed" }, true],
  [{ ...base, kind: "recovered", from: "refused" }, true],
  [{ ...base, kind: "fetchFailed", reason: "r" }, false],
  [{ ...base, kind: "refused", version: "v", problems: [problem], isNew: true }, false],
  [{ ...base, kind: "refused", version: "v", problems: [problem], isNew: false }, false],
])("good news can wait, and nothing else: %#", (event, canWait) => {
  expect(newsOf(event).canWait).toBe(canWait);
});
