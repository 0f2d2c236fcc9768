import type { MemorySample } from "./memory-sample.ts";

/** What the samples say. */
export interface MemoryVerdict {
  /** By the line that fits the second half best: its end over its beginning. */
  readonly rssGrowthPercent: number;
  readonly heapGrowthPercent: number;
  readonly flaws: readonly string[];
}

/** Of some 50 MB that a collection leaves, over ten thousand answers and more: 250 bytes that each would leave behind. */
const mostHeapGrowthPercent = 5;
/** Pages go where garbage lay, and come back late: these are for what lies outside of the heap. */
const mostRssGrowthPercent = 10;

/** Fewer say nothing of a line. */
const leastSamples = 6;

/**
 * Whether a process has stopped growing. Its first half is for the caches to fill; in the second, what survives a collection may not grow by a
 * twentieth, nor from each sample to the next, and its pages not by a tenth.
 */
export function judgeMemory(samples: readonly MemorySample[]): MemoryVerdict {
  const second = samples.slice(Math.floor(samples.length / 2));
  const rssGrowthPercent = growthPercent(second.map(({ atSeconds, rssMb }) => [atSeconds, rssMb]));
  const heapGrowthPercent = growthPercent(second.map(({ atSeconds, heapMb }) => [atSeconds, heapMb]));
  const flaws = [
    second.length < leastSamples ? `${second.length} samples are too few to tell` : "",
    rssGrowthPercent >= mostRssGrowthPercent ? `rss grows by ${rssGrowthPercent.toFixed(1)} %` : "",
    heapGrowthPercent >= mostHeapGrowthPercent ? `the heap grows by ${heapGrowthPercent.toFixed(1)} %` : "",
    alwaysRises(second.map(({ heapMb }) => heapMb)) ? "the heap grows from each sample to the next" : "",
  ].filter((flaw) => flaw !== "");
  return { rssGrowthPercent, heapGrowthPercent, flaws };
}

/** Least squares; the growth between first and last point, against the line's value at the first. */
function growthPercent(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  const variance = mean(points.map(([x]) => (x - meanX) ** 2));
  const [firstX, lastX] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  const slope = covariance / variance;
  return ((slope * (lastX - firstX)) / (meanY + slope * (firstX - meanX))) * 100;
}

function alwaysRises(values: readonly number[]): boolean {
  return values.slice(1).every((value, at) => value > (values[at] ?? value));
}
