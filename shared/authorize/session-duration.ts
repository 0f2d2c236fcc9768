import type { Grant } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import { stsSeconds } from "../model/sts-seconds.ts";

/**
 * Lengths that follow the token's end step by step: by the second, no two requests would ask STS the same, and each would
 * have a session of its own.
 */
const stepSeconds = 300;

/** STS's clock may be ahead of ours, and the call takes its time. */
const marginSeconds = 5;

/**
 * The session's length: what was asked for inside the grant's bound, or the bound itself; where the grant caps it, no longer than
 * the token lives. A session from the cache was given earlier for the same length, so it ends before the token as well.
 * @param tokenLeftSeconds how long the token lives on
 * @returns seconds
 * @throws Refusal `DurationOutOfRange`; `TokenExpired` where what is left of the token is under the shortest session
 */
export function sessionDuration(grant: Grant, askedSeconds: number | undefined, tokenLeftSeconds: number): number {
  const seconds = boundedDuration(grant, askedSeconds);
  if (grant.capAt === undefined || seconds <= tokenLeftSeconds - marginSeconds) return seconds;
  const cappedSeconds = Math.floor((tokenLeftSeconds - marginSeconds) / stepSeconds) * stepSeconds;
  if (cappedSeconds >= stsSeconds.least) return cappedSeconds;
  const left = Math.floor(tokenLeftSeconds);
  throw new Refusal("TokenExpired", `grant ${grant.name} caps sessions at the token's end, which is in ${left} s`, {
    publicDetail: "The token ends before the shortest session would; get a new token",
  });
}

function boundedDuration(grant: Grant, askedSeconds: number | undefined): number {
  if (askedSeconds === undefined) {
    return grant.durationSeconds;
  }
  if (!(Number.isInteger(askedSeconds) && askedSeconds >= stsSeconds.least && askedSeconds <= grant.durationSeconds)) {
    throw new Refusal(
      "DurationOutOfRange",
      `grant ${grant.name} allows ${stsSeconds.least} to ${grant.durationSeconds} s`,
      {
        publicDetail: `The duration must be ${stsSeconds.least} to ${grant.durationSeconds} seconds`,
      },
    );
  }
  return askedSeconds;
}
