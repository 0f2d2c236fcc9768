import type { Claims } from "../model/claims.ts";
import { answerKey } from "./answer-key.ts";
import { claimsAt } from "./claims-at.ts";
import type { OpenIssuerIndex, Probe } from "./rule-index.ts";
import { scalarsWithin } from "./scalars-within.ts";

/**
 * The rules that may hold for a token, without looking at the others. The cost grows with the number of different claims
 * that the map files by, not with the number of rules.
 * @returns positions in the map, rising: a superset of the rules that hold
 */
export function findCandidates(index: OpenIssuerIndex | undefined, claims: Claims): readonly number[] {
  if (index === undefined) {
    return [];
  }
  const found = new Set(index.unfiled);
  for (const { probe, positionsOf } of index.probes) {
    for (const key of answersTo(probe, claims)) {
      for (const position of positionsOf(key)) {
        found.add(position);
      }
    }
  }
  return [...found].sort((one, other) => one - other);
}

/**
 * The keys that a token answers to a probe: the same spelling as rules are filed under. All that is in the claim answers, and
 * in what lists on the way to it hold, since the deny list looks through shapes; for a grant that only makes the superset larger.
 */
function answersTo({ path, kind, length }: Probe, claims: Claims): readonly string[] {
  const values = scalarsWithin(claimsAt(claims, path));
  return kind === "prefix"
    ? values.filter((value) => typeof value === "string").map((value) => answerKey(value.slice(0, length)))
    : values.map(answerKey);
}
