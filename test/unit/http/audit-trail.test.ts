import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { createAuditTrail } from "../../../shared/http/audit-trail.ts";

test("a trail of nothing holds nothing", () => {
  expect(createAuditTrail().facts()).toEqual({});
});

test("what is learned later wins, and the rest stays", () => {
  const trail = createAuditTrail();
  trail.learn({ grant: "one", subject: "alice" });
  trail.learn({ grant: "two", roleArn: "role" });
  expect(trail.facts()).toEqual({ grant: "two", subject: "alice", roleArn: "role" });
});

test("a step gives what its work gives, now or later, and its milliseconds are noted", async () => {
  const trail = createAuditTrail();
  expect(await trail.step("authorize", () => 1)).toBe(1);
  expect(await trail.step("vend", () => setTimeout(20, 2))).toBe(2);
  const { stepMs = {} } = trail.facts();
  expect(Object.keys(stepMs)).toEqual(["authorize", "vend"]);
  expect(stepMs["vend"]).toBeGreaterThan(15);
  expect(stepMs["vend"]).toBe(Number(stepMs["vend"]?.toFixed(3)));
});

test.each<[when: string, work: () => unknown]>([
  [
    "at once",
    () => {
      throw new Error("no");
    },
  ],
  ["later", () => Promise.reject(new Error("no"))],
])("a step that fails %s throws on, and its milliseconds are noted all the same", async (_when, work) => {
  const trail = createAuditTrail();
  await expect(trail.step("vend", work)).rejects.toThrow("no");
  expect(trail.facts().stepMs).toEqual({ vend: expect.any(Number) });
});

test("each step is shown to a trace as well, with what it has thrown", async () => {
  const shown: unknown[] = [];
  const trace = {
    step: (name: string) => {
      shown.push(`${name} begins`);
      return (thrown?: unknown) => shown.push([`${name} ends`, thrown]);
    },
    close: () => undefined,
  };
  const trail = createAuditTrail(trace);
  const error = new Error("no");
  await trail.step("authorize", () => 1);
  await expect(trail.step("vend", () => Promise.reject(error))).rejects.toBe(error);
  expect(shown).toEqual(["authorize begins", ["authorize ends", undefined], "vend begins", ["vend ends", error]]);
  expect(Object.keys(trail.facts().stepMs ?? {})).toEqual(["authorize", "vend"]);
});
