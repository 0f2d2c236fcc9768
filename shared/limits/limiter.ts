import type { Allowance } from "../model/allowance.ts";
import { createBoundedMap } from "../model/bounded-map.ts";
import type { Clock } from "../model/ports.ts";
import { type Bucket, refill, secondsToWait } from "./token-bucket.ts";

/** An allowance for each of many. */
export interface Limiter {
  /** Takes one from the allowance of this key. Seconds until there will be one, and nothing taken, where there is none; 0 otherwise. */
  readonly take: (key: string) => number;
  /** The same without taking. */
  readonly wait: (key: string) => number;
}

/** A key is the sender's to choose, a subject up to 2,048 characters long. */
const bounds = { entries: 10_000, bytes: 8 << 20 };
const bytesPerBucket = 200;

/**
 * Buckets in memory, for one process. The one that was used longest ago is dropped first, and is full when it comes again:
 * whoever can use 10,000 others in between has as many allowances anyway, and all that is dropped is a count of failures.
 */
export function createLimiter(allowance: Allowance, now: Clock): Limiter {
  const buckets = createBoundedMap<Bucket>(bounds);

  function keep(key: string, bucket: Bucket): Bucket {
    buckets.set(key, bucket, key.length * 2 + bytesPerBucket);
    return bucket;
  }

  /** Kept as of now even where nothing is taken, so that a clock that is set back is seen as soon as somebody asks. */
  function current(key: string): Bucket {
    const known = buckets.get(key);
    return known === undefined ? { tokens: allowance.burst, atMs: now() } : keep(key, refill(known, allowance, now()));
  }

  return {
    take: (key) => {
      const bucket = current(key);
      const seconds = secondsToWait(bucket, allowance);
      if (seconds === 0) keep(key, { ...bucket, tokens: bucket.tokens - 1 });
      return seconds;
    },
    wait: (key) => secondsToWait(current(key), allowance),
  };
}
