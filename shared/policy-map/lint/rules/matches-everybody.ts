import { conditionBreadth } from "../condition-breadth.ts";
import type { LintRule } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";
import { grantClaimsPath } from "../walk-conditions.ts";

/** A grant that everybody with a token of the issuer has: what it looks like when a condition was forgotten. */
export const matchesEverybody: LintRule = (subject, report) => {
  for (const grant of subject.document.grants) {
    const { claims, issuers } = grant.when;
    if (claims.some((condition) => conditionBreadth(condition, issuers, subject) !== "everybody")) continue;
    report(
      "matches-everybody",
      grantClaimsPath(grant),
      `takes every caller of ${listNames(issuers)}: no condition asks for a value`,
      "add a condition on who it is: a value, oneOf, anyOf, or a prefix that ends with a separator",
    );
  }
};
