import { expect, test } from "vitest";
import { createCurrentPolicyMap } from "../../../functions/current-policy-map.ts";
import type { PolicyMapText } from "../../../shared/adapters/policy-map-source.ts";
import { Fault } from "../../../shared/model/fault.ts";

const good: PolicyMapText = { text: '{ "version": 1 }', name: "map.json" };

/** A source that gives these, one after the other, and counts how often it was asked. */
function createSource(...given: readonly (PolicyMapText | Fault)[]) {
  const state = { asked: 0 };
  const read = async () => {
    const next = given[state.asked] ?? good;
    state.asked += 1;
    if (next instanceof Fault) {
      throw next;
    }
    return next;
  };
  return { state, read };
}

test("the map is read once, however many ask", async () => {
  const { state, read } = createSource(good);
  const current = createCurrentPolicyMap(read, () => 1_000);
  const loaded = await Promise.all(Array.from({ length: 100 }, current));
  expect(new Set(loaded)).toHaveLength(1);
  expect(await current()).toBe(loaded[0]);
  expect(loaded[0]).toMatchObject({
    loadedAtMs: 1_000,
    policyMap: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(state.asked).toBe(1);
});

test("a source that fails is a fault for all who ask, and asked again by the next", async () => {
  const outage = new Fault("UpstreamUnavailable", "no such file");
  const { state, read } = createSource(outage);
  const current = createCurrentPolicyMap(read, () => 1_000);
  const failures = await Promise.allSettled([current(), current()]);
  expect(failures).toMatchObject([{ reason: outage }, { reason: outage }]);
  expect((await current()).loadedAtMs).toBe(1_000);
  expect(state.asked).toBe(2);
});

test("an invalid map is a fault that says where, and read again by the next", async () => {
  const { read } = createSource({ text: '{ "version": 2 }', name: "map.json" });
  const current = createCurrentPolicyMap(read, () => 1_000);
  await expect(current()).rejects.toMatchObject({
    code: "Internal",
    reason: "the policy map map.json is invalid",
    cause: { message: expect.stringMatching(/^map\.json:1:\d+ version: /) },
  });
  expect((await current()).loadedAtMs).toBe(1_000);
});
