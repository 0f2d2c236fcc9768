/** When credentials came and when they end, milliseconds since the epoch. */
export interface Lifetime {
  readonly receivedAtMs: number;
  readonly expiresAtMs: number;
}

/** `renewing`: good, but their successors are due. `ending`: not enough for a caller to begin with. */
export type Freshness = "fresh" | "renewing" | "ending" | "expired";

const longestAheadMs = 20 * 60_000;
const endingMs = 60_000;

/**
 * What credentials are good for. SDKs ask for new ones 15 or 16 minutes before the end, so theirs are due sooner here.
 * @param refreshAheadMs how long before their end they are due; undefined: 20 minutes, or half of what was left at receipt
 */
export function freshness(
  { receivedAtMs, expiresAtMs }: Lifetime,
  nowMs: number,
  refreshAheadMs: number | undefined,
): Freshness {
  const leftMs = expiresAtMs - nowMs;
  const aheadMs = refreshAheadMs ?? Math.min(longestAheadMs, (expiresAtMs - receivedAtMs) / 2);
  if (leftMs <= 0) {
    return "expired";
  }
  if (leftMs < endingMs) {
    return "ending";
  }
  return leftMs <= aheadMs ? "renewing" : "fresh";
}
