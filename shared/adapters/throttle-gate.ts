import type { Clock } from "../model/ports.ts";

/** Keeps the rate of calls under what a dependency has shown to take. */
export interface ThrottleGate {
  /** @returns seconds after which to ask again, where a call would only be throttled; undefined: it may go */
  readonly enter: () => number | undefined;
  readonly throttled: () => void;
}

/** A burst that is throttled as a whole is one sign, not a hundred. */
const oneSignMs = 500;

/** Half of what was too much; from there a tenth more each second, until that is reached again. */
const [decrease, growth] = [0.5, 1.1] as const;

/** However often it is throttled, a call each two seconds finds out whether it still is. */
const leastPerSecond = 0.5;

interface Limit {
  readonly sinceMs: number;
  /** The rate that was too much at first. */
  readonly ceiling: number;
  perSecond: number;
  tokens: number;
  filledAtMs: number;
}

/**
 * A rate that halves when STS throttles and grows back with time; without a limit until the first throttle. A call that
 * finds no room is told when to come again instead of waiting, as the SDK's own adaptive mode does with timers that outlast
 * the request.
 */
export function createThrottleGate(now: Clock): ThrottleGate {
  let limit: Limit | undefined;
  let [sent, sentSinceMs, perSecond] = [0, now(), 0];

  /** Either way, so that a clock that was set back neither opens nor closes the gate for long. */
  const sinceMs = (atMs: number) => Math.abs(now() - atMs);

  /** How many calls go in a second: those of the last whole one, or so far in this one. */
  function count(): void {
    const passedMs = sinceMs(sentSinceMs);
    if (passedMs >= 1_000) [perSecond, sent, sentSinceMs] = [(sent * 1_000) / passedMs, 0, now()];
    sent += 1;
  }

  function refill(held: Limit): void {
    const passedSeconds = sinceMs(held.filledAtMs) / 1_000;
    held.filledAtMs = now();
    held.perSecond *= growth ** passedSeconds;
    held.tokens = Math.min(Math.max(1, held.perSecond), held.tokens + passedSeconds * held.perSecond);
  }

  return {
    enter: () => {
      if (limit !== undefined) {
        refill(limit);
        if (limit.perSecond >= limit.ceiling) {
          limit = undefined;
        } else if (limit.tokens < 1) {
          return Math.ceil((1 - limit.tokens) / limit.perSecond);
        } else {
          limit.tokens -= 1;
        }
      }
      count();
      return undefined;
    },
    throttled: () => {
      if (limit !== undefined && sinceMs(limit.sinceMs) < oneSignMs) return;
      const tooMuch = Math.max(leastPerSecond / decrease, limit?.perSecond ?? Math.max(perSecond, sent));
      const ceiling = Math.max(limit?.ceiling ?? 0, tooMuch);
      // One throttle alone does not cost the next caller its call.
      const tokens = limit === undefined ? 1 : 0;
      limit = { sinceMs: now(), ceiling, perSecond: tooMuch * decrease, tokens, filledAtMs: now() };
    },
  };
}
