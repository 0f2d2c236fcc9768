import type { ClaimCondition } from "../model/policy-document.ts";
import type { ClaimTest } from "../model/policy-map.ts";
import { claimAt } from "./claim-at.ts";
import { compileMatcher } from "./compile-matcher.ts";

/** Turns a claim condition of a grant into a test. What is missing never matches. */
export function matchClaims(condition: ClaimCondition): ClaimTest {
  const fits = compileMatcher(condition.matcher);
  return {
    condition,
    holds: (claims) => {
      const value = claimAt(claims, condition.path);
      return value !== undefined && value !== null && fits(value);
    },
  };
}
