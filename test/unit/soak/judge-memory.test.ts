import { expect, test } from "vitest";
import { judgeMemory } from "../../../test/soak/judge-memory.ts";

const samplesOf = (count: number, mbAt: (nth: number) => readonly [rss: number, heap: number]) =>
  Array.from({ length: count }, (_, nth) => {
    const [rssMb, heapMb] = mbAt(nth);
    return { atSeconds: nth * 15, rssMb, heapMb };
  });

/** As a heap is after collections: a little more, a little less. */
const wobble = (nth: number) => (nth % 2) * 0.4;

test("a process that fills its caches and then stands still is flat", () => {
  const filling = samplesOf(40, (nth) => [100 + Math.min(nth, 20) * 5, 40 + Math.min(nth, 20) * 2 + wobble(nth)]);
  const { rssGrowthPercent, heapGrowthPercent, flaws } = judgeMemory(filling);
  expect(flaws).toEqual([]);
  expect(rssGrowthPercent).toBeCloseTo(0, 9);
  expect(Math.abs(heapGrowthPercent)).toBeLessThan(0.2);
});

test.each([
  ["just under the bounds", 0.0999, 0.0499, []],
  ["the bounds", 0.1001, 0.0501, ["rss grows by 10.0 %", "the heap grows by 5.0 %"]],
])("growth of %s in the second half is judged by the line", (_what, rssShare, heapShare, flaws) => {
  const at = (nth: number, share: number) => 1 + (Math.max(0, nth - 20) / 19) * share;
  const samples = samplesOf(40, (nth) => [200 * at(nth, rssShare), 50 * at(nth, heapShare)]);
  const verdict = judgeMemory(samples);
  expect(verdict.rssGrowthPercent).toBeCloseTo(rssShare * 100, 6);
  expect(verdict.heapGrowthPercent).toBeCloseTo(heapShare * 100, 6);
  expect(verdict.flaws).toEqual([...flaws, "the heap grows from each sample to the next"]);
});

test("a heap that never sinks is a leak, however slow", () => {
  expect(judgeMemory(samplesOf(40, (nth) => [200, 50 + nth * 0.01])).flaws).toEqual([
    "the heap grows from each sample to the next",
  ]);
});

test("one sample that sinks, or stays, is enough not to be one", () => {
  expect(judgeMemory(samplesOf(40, (nth) => [200, 50 + Math.min(nth, 38) * 0.01])).flaws).toEqual([]);
});

test("a process that sinks is well", () => {
  const { flaws, rssGrowthPercent } = judgeMemory(samplesOf(40, (nth) => [300 - nth, 80 - nth * 0.1]));
  expect(flaws).toEqual([]);
  expect(rssGrowthPercent).toBeLessThan(-5);
});

test.each([0, 1, 10])("%d samples say nothing, and that is said", (count) => {
  expect(judgeMemory(samplesOf(count, (nth) => [200, 50 + wobble(nth)])).flaws.join()).toContain("too few to tell");
});
