import type { ClaimCondition } from "../model/policy-document.ts";
import type { ClaimTest } from "../model/policy-map.ts";
import { claimsAt } from "./claims-at.ts";
import { compileMatcher } from "./compile-matcher.ts";
import { scalarsWithin } from "./scalars-within.ts";

/**
 * Turns a claim condition of the deny list into a test. It looks through the shape of a claim: whoever is denied as a member of
 * `[banned]` is denied as `banned` and as `[[banned]]` too, and by `realm.roles` in a list of realms too, since an identity provider that changes the shape, or somebody who
 * can make it, must not open what was shut. A grant's conditions are typed, because there the strict reading is the safe one.
 */
export function matchDenial(condition: ClaimCondition): ClaimTest {
  const fits = compileMatcher(condition.matcher);
  return {
    condition,
    holds: (claims) => {
      const values = claimsAt(claims, condition.path).filter((value) => value !== null);
      if (values.length === 0) {
        return false;
      }
      const within = scalarsWithin(values);
      return fits(within) || within.some(fits);
    },
  };
}
