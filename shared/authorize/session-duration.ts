import type { Grant } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";

/** The shortest session that STS gives, in seconds (AssumeRole, parameter DurationSeconds). */
const shortestSeconds = 900;

/**
 * The session's length: what was asked for inside the grant's bound, or the bound itself.
 * @returns seconds
 * @throws Refusal `DurationOutOfRange`
 */
export function sessionDuration(grant: Grant, askedSeconds: number | undefined): number {
  if (askedSeconds === undefined) {
    return grant.durationSeconds;
  }
  if (!(Number.isInteger(askedSeconds) && askedSeconds >= shortestSeconds && askedSeconds <= grant.durationSeconds)) {
    throw new Refusal(
      "DurationOutOfRange",
      `grant ${grant.name} allows ${shortestSeconds} to ${grant.durationSeconds} s`,
      {
        publicDetail: `The duration must be ${shortestSeconds} to ${grant.durationSeconds} seconds`,
      },
    );
  }
  return askedSeconds;
}
