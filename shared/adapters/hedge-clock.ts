/** When a call counts as slow, and whether one more may be made for it. */
export interface HedgeClock {
  readonly note: (tookMs: number) => void;
  /** After so long, a call is slower than 19 of 20 were. */
  readonly slowAfterMs: () => number;
  /** Takes the right to one second call, which twenty calls earn. */
  readonly take: () => boolean;
}

/** Fewer say nothing of the slowest twentieth. */
const leastTimes = 20;
const keptTimes = 100;

/** While nothing is known, and the bounds of what is believed: a second call must have time to be answered. */
const [presumedMs, leastMs, mostMs] = [150, 20, 200] as const;

const share = 0.05;
const mostSaved = 3;

/**
 * The tail at scale: a second call, to another region, once the first is slower than the observed p95. Bounded to a
 * twentieth of all calls, so that a slow STS is not asked twice as much.
 */
export function createHedgeClock(): HedgeClock {
  const times: number[] = [];
  let next = 0;
  let saved = 1;
  return {
    note: (tookMs) => {
      times[next] = tookMs;
      next = (next + 1) % keptTimes;
      saved = Math.min(mostSaved, saved + share);
    },
    slowAfterMs: () => {
      if (times.length < leastTimes) return presumedMs;
      const sorted = times.toSorted((one, other) => one - other);
      const p95 = sorted[Math.floor(0.95 * sorted.length)] ?? presumedMs;
      return Math.min(mostMs, Math.max(leastMs, p95));
    },
    take: () => {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
