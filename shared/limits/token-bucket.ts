import type { Allowance } from "../model/allowance.ts";

/** What was left of an allowance at a time. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** A bucket as it stands now. A clock that was set back gives nothing, and keeps nobody waiting for longer. */
export function refill({ tokens, atMs }: Bucket, { burst, perMinute }: Allowance, nowMs: number): Bucket {
  const elapsedMs = Math.max(0, nowMs - atMs);
  return { tokens: Math.min(burst, tokens + (elapsedMs * perMinute) / 60_000), atMs: nowMs };
}

/** Seconds until there is a whole token; 0 where there is one. */
export function secondsToWait({ tokens }: Bucket, { perMinute }: Allowance): number {
  return (Math.max(0, 1 - tokens) * 60) / perMinute;
}
