import type { ResolvedAssumption } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import { Refusal } from "../model/refusal.ts";

/**
 * A role that does not allow the length which the map names is the admin's to mend: a caller that asked for none did nothing
 * wrong. Not shortened in silence, since who deploys the map can see at once that it does not fit. Told after the session
 * has been thrown away, which one caller may have asked for and another got by default.
 */
export function blameMap(error: unknown, { isDurationAsked, hops, grant }: ResolvedAssumption): unknown {
  if (isDurationAsked || !(error instanceof Refusal) || error.code !== "DurationOutOfRange") return error;
  const { durationSeconds, roleArn } = hops.at(-1) ?? hops[0];
  return new Fault(
    "Internal",
    `grant ${grant}: its duration of ${durationSeconds} s is over the maximum session duration of ${roleArn}; raise the role's, or ` +
      `shorten the grant's: ${error.reason}`,
    { cause: error },
  );
}
