import { expect, test } from "vitest";
import { createSingleFlight } from "../../../shared/vend/single-flight.ts";

function createHarness() {
  const state = { nowMs: 1_000_000 };
  const flights = createSingleFlight<string>(() => state.nowMs, 1_000);
  const works: { readonly counts: () => boolean; readonly end: PromiseWithResolvers<string> }[] = [];
  const work = (counts: () => boolean) => {
    const end = Promise.withResolvers<string>();
    works.push({ counts, end });
    return end.promise;
  };
  return { state, flights, works, work };
}

test("who comes while it is under way gets the same, and who comes after starts anew", async () => {
  const { flights, works, work } = createHarness();
  const [one, other] = [flights.join("a", work), flights.join("a", work)];
  expect(other).toBe(one);
  await Promise.resolve();
  works[0]?.end.resolve("landed");
  expect(await one.landing).toBe("landed");
  expect(flights.underWay("a")).toBeUndefined();
  expect(flights.join("a", work)).not.toBe(one);
});

test("another key is another flight", () => {
  const { flights, work } = createHarness();
  expect(flights.join("a", work)).not.toBe(flights.join("b", work));
});

test.each([
  ["later", 1],
  ["earlier, as by a clock that was set back", -1],
])("one that was frozen is neither waited for nor in the way: %s", async (_when, sign) => {
  const { state, flights, works, work } = createHarness();
  const frozen = flights.join("a", work);
  state.nowMs += sign * 999;
  expect(flights.join("a", work)).toBe(frozen);
  state.nowMs += sign;
  const next = flights.join("a", work);
  expect(next).not.toBe(frozen);
  await Promise.resolve();
  expect(works.map(({ counts }) => counts())).toEqual([false, true]);
  works[0]?.end.resolve("late");
  await frozen.landing;
  expect(flights.underWay("a")).toBe(next);
});

test("a failure that nobody waits for any more is nobody's", async () => {
  const { flights, works, work } = createHarness();
  const { landing } = flights.join("a", work);
  await Promise.resolve();
  works[0]?.end.reject(new Error("nobody listens"));
  await new Promise((resolve) => setImmediate(resolve));
  expect(flights.underWay("a")).toBeUndefined();
  await expect(landing).rejects.toThrow("nobody listens");
});
