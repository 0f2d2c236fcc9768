import type { Clock } from "../model/ports.ts";

/** One fetch, under way or done. */
export interface Fetch {
  readonly startedAtMs: number;
  /** Never rejects. */
  done: Promise<void>;
  /** Why it came to nothing; undefined where it did not, or is under way. */
  failure: unknown;
  isUnderWay: boolean;
}

/** Fetches, of which at most one is started within the cool-down. */
export interface CooledFetch {
  /** The fetch of the last cool-down, under way or done; a new one where there is none. */
  readonly last: () => Fetch;
  readonly latest: () => Fetch | undefined;
}

/**
 * Waiting for `last` is single flight, cool-down and the knowledge of how it ended in one. A fetch that was frozen half-way is
 * older than the cool-down on thaw, so it is neither waited for nor in the way.
 * @param work takes up what it brings only while `isLatest`: what was overtaken by a later fetch is dropped
 */
export function createCooledFetch(
  now: Clock,
  cooldownMs: number,
  work: (started: { readonly startedAtMs: number; readonly isLatest: () => boolean }) => Promise<void>,
): CooledFetch {
  let latest: Fetch | undefined;

  async function run(fetch: Fetch): Promise<void> {
    try {
      await work({ startedAtMs: fetch.startedAtMs, isLatest: () => latest === fetch });
    } catch (failure) {
      fetch.failure = failure;
    } finally {
      fetch.isUnderWay = false;
    }
  }

  return {
    last: () => {
      // Either way, so that a clock that was set back does not block fetches.
      if (latest !== undefined && Math.abs(now() - latest.startedAtMs) < cooldownMs) return latest;
      const fetch: Fetch = { startedAtMs: now(), done: Promise.resolve(), failure: undefined, isUnderWay: true };
      latest = fetch;
      fetch.done = run(fetch);
      return fetch;
    },
    latest: () => latest,
  };
}
