import { createHash } from "node:crypto";
import type { ResolvedAssumption } from "../model/assumption.ts";

/**
 * What a session is cached under: SHA-256 over every byte that STS is asked, so that two callers share a session only where
 * STS could not tell them apart. No member is named here, so that none can be forgotten. An external ID is among them: the digest
 * is for this process alone, never logged.
 * @returns lower-case hex
 */
export function sessionDigest({ hops, region }: Pick<ResolvedAssumption, "hops" | "region">): string {
  return createHash("sha256").update(JSON.stringify({ hops, region }, sortMembers)).digest("hex");
}

/** Values of one meaning have one spelling, whatever order their members were written in; absent and undefined are one. */
function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
