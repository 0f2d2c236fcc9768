import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { holdsFor } from "../../shared/authorize/holds-for.ts";
import { aCaller, aDenial, aDocument, aGrant, conditions } from "../support/policy-fixtures.ts";
import { claims, issuerName, rule } from "./arbitrary-rules.ts";

test("the index leaves out no rule that holds, and keeps the map's order", () => {
  let held = 0;
  fc.assert(
    fc.property(fc.array(rule, { minLength: 6, maxLength: 14 }), claims, issuerName, (rules, claimed, issuer) => {
      const document = aDocument({
        grants: rules.map((when, position) => aGrant({ name: `grant-${position}`, when: conditions(when) })),
        deny: rules.map((denial) => aDenial(denial)),
      });
      const map = compilePolicyMap(document, "digest");
      const caller = aCaller(claimed, { issuerName: issuer });
      const all = rules.map((_, position) => map.findGrant(`grant-${position}`));
      const scanned = all.filter((grant) => grant !== undefined && holdsFor(grant, caller));
      const candidates = map.candidateGrants(caller);
      expect(candidates.filter((grant) => holdsFor(grant, caller))).toEqual(scanned);
      expect(isRising(candidates.map((candidate) => candidate.position))).toBe(true);
      const denials = map.candidateDenials(caller);
      expect(denials.map((denial) => denial.position)).toEqual(candidates.map((grant) => grant.position));
      held += scanned.length;
    }),
    { numRuns: 3_000 },
  );
  // A property of nothing would hold too.
  expect(held).toBeGreaterThan(150);
});

function isRising(positions: readonly number[]): boolean {
  return positions.every((position, at) => at === 0 || position > (positions[at - 1] ?? Number.NaN));
}
