import type { Session } from "../model/session.ts";

const minuteMs = 60_000;

/** SDKs ask again when 16 minutes remain, and in a loop if they get less: 30 leave room for their caches and clocks. */
const floorMs = 30 * minuteMs;

/** Below this even a caller without any alternative is better off with an error. */
const lastResortMs = 2 * minuteMs;

/**
 * What a cached session is good for:
 * - `fresh`: to be answered;
 * - `aging`: to be answered as well, while its successor is minted ahead of need;
 * - `stale`: to be answered only where none can be minted, since for a 5xx Go raises and Ruby throws good credentials away;
 * - `spent`: for nothing.
 */
export type Freshness = "fresh" | "aging" | "stale" | "spent";

/** What a session must have left to be answered without another thought. */
function neededMs({ durationSeconds }: Session): number {
  return Math.min(floorMs, (durationSeconds * 1_000) / 2);
}

/** From then on the session ages. */
export function freshUntilMs(session: Session): number {
  return session.expiresAtMs - neededMs(session) * (4 / 3);
}

/**
 * A session must have 30 minutes left or, where it was asked for less than an hour, half its life; in the third of that
 * time before, it ages.
 */
export function freshnessOf(session: Session, nowMs: number): Freshness {
  const leftMs = session.expiresAtMs - nowMs;
  if (nowMs <= freshUntilMs(session)) return "fresh";
  if (leftMs >= neededMs(session)) return "aging";
  return leftMs >= lastResortMs ? "stale" : "spent";
}
