import { createHash } from "node:crypto";
import type { Assumption } from "../model/assumption.ts";

/**
 * What a session is cached under: SHA-256 over every byte that STS is asked, so that two callers share a session only where
 * STS could not tell them apart.
 * @returns lower-case hex
 */
export function sessionDigest({ hops, region }: Assumption): string {
  return createHash("sha256")
    .update(JSON.stringify([region ?? null, hops.map((hop) => Object.entries(hop).sort(byName))]))
    .digest("hex");
}

/** Two values of one meaning must have one spelling, whatever order their members were written in. */
function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
