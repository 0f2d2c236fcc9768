import { decodeJwt } from "jose";
import { mostClockToleranceSeconds } from "../model/most-clock-tolerance-seconds.ts";
import type { Clock } from "../model/ports.ts";

/**
 * A token that is out of its time is not to be had: one is kept from an earlier run until it is.
 * @returns a function that is told each token that is good now, and gives one that was, once there is such
 */
export function createExpiredToken(now: Clock): (goodToken: string) => string | undefined {
  let kept: { readonly token: string; readonly goodUntilMs: number } | undefined;
  return (token) => {
    kept ??= { token, goodUntilMs: goodUntilMs(token) };
    return now() >= kept.goodUntilMs ? kept.token : undefined;
  };
}

/** Whatever leeway the map gives its issuer. */
function goodUntilMs(token: string): number {
  const { exp = Number.POSITIVE_INFINITY } = decodeJwt(token);
  return (exp + mostClockToleranceSeconds + 1) * 1_000;
}
