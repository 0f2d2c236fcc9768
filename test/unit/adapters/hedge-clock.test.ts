import { expect, test } from "vitest";
import { createHedgeClock } from "../../../shared/adapters/hedge-clock.ts";

function noted(times: readonly number[]) {
  const clock = createHedgeClock();
  for (const tookMs of times) clock.note(tookMs);
  return clock;
}

test.each([
  ["nothing is known", [], 150],
  ["too little is known", Array(19).fill(50), 150],
  ["19 of 20 were faster", Array.from({ length: 100 }, (_, at) => at + 1), 96],
  ["all were fast: a call needs a moment", Array(20).fill(1), 20],
  ["all were slow: a second call needs time, too", Array(20).fill(590), 200],
  ["only the last hundred count", [...Array(100).fill(190), ...Array(100).fill(60)], 60],
])("slow is what takes longer than most: %s", (_what, times, expectedMs) => {
  expect(noted(times).slowAfterMs()).toBe(expectedMs);
});

test("one in twenty calls may be made twice, the first at once", () => {
  const clock = createHedgeClock();
  expect([clock.take(), clock.take()]).toEqual([true, false]);
  let taken = 0;
  for (let call = 0; call < 1_000; call += 1) {
    clock.note(50);
    if (clock.take()) taken += 1;
  }
  expect(taken).toBeGreaterThanOrEqual(49);
  expect(taken).toBeLessThanOrEqual(50);
});

test("what was not used is saved, but for three", () => {
  const clock = noted(Array(1_000).fill(50));
  expect(Array.from({ length: 5 }, () => clock.take())).toEqual([true, true, true, false, false]);
});
