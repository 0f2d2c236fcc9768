import type { Session } from "../model/session.ts";

const minuteMs = 60_000;

/** SDKs ask again when 16 minutes remain, and in a loop if they get less: 30 leave room for their caches and clocks. */
const floorMs = 30 * minuteMs;

/** Below this even a caller without any alternative is better off with an error. */
const lastResortMs = 2 * minuteMs;

/** Whether a session may be answered from the cache: 30 minutes left or, where it was asked for less than an hour, half its life. */
export function isFresh(session: Session, durationSeconds: number, nowMs: number): boolean {
  return session.expiresAtMs - nowMs >= Math.min(floorMs, (durationSeconds * 1_000) / 2);
}

/** Whether a session is still better than a 5xx, for which Go raises and Ruby throws good credentials away. */
export function isUsable(session: Session, nowMs: number): boolean {
  return session.expiresAtMs - nowMs >= lastResortMs;
}
