import { hash } from "node:crypto";
import type { ResolvedAssumption } from "../model/assumption.ts";

/**
 * What a session is cached under: SHA-256 over every byte that STS is asked, so that two callers share a session only where
 * STS could not tell them apart. No member is named here, so that none can be forgotten; absent and undefined are one. Members
 * are not sorted, which takes five times as long on every request: an input of the same meaning whose members were written in
 * another order has another session, never a wrong one.
 *
 * An external ID is among what goes in, so that the digest is never logged. Where instances share sessions it leaves the process
 * hashed once more, as the key of a table's item, and is what the session is sealed with, which is not kept. Who sees that key and guesses all
 * the rest can test guesses of the external ID against it without asking anybody; a random one is not found so.
 * @returns lower-case hex
 */
export function sessionDigest({ hops, region }: Pick<ResolvedAssumption, "hops" | "region">): string {
  return hash("sha256", JSON.stringify({ hops, region }), "hex");
}
