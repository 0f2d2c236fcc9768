import { hash } from "node:crypto";
import type { ResolvedAssumption } from "../model/assumption.ts";

/**
 * What a session is cached under: SHA-256 over every byte that STS is asked, so that two callers share a session only where
 * STS could not tell them apart. No member is named here, so that none can be forgotten; absent and undefined are one. Members
 * are not sorted, which takes five times as long on every request: an input of the same meaning whose members were written in
 * another order has another session, never a wrong one. An external ID is among them: the digest is for this process alone,
 * never logged.
 * @returns lower-case hex
 */
export function sessionDigest({ hops, region }: Pick<ResolvedAssumption, "hops" | "region">): string {
  return hash("sha256", JSON.stringify({ hops, region }), "hex");
}
