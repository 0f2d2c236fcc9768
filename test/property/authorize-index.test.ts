import fc from "fast-check";
import { expect, test } from "vitest";
import { claimAt } from "../../shared/authorize/claim-at.ts";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { holdsFor } from "../../shared/authorize/holds-for.ts";
import { matchDenial } from "../../shared/authorize/match-denial.ts";
import type { Claims } from "../../shared/model/claims.ts";
import type { Denial } from "../../shared/model/policy-document.ts";
import { aCaller, aDenial, aDocument, aGrant, conditions } from "../support/policy-fixtures.ts";
import { claims, issuerName, rule } from "./arbitrary-rules.ts";

test("the index leaves out no rule that holds, and keeps the map's order", () => {
  const held = { grants: 0, denials: 0, throughLists: 0 };
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
      const denied = rules.flatMap((one, position) => (isDenied(one, claimed, issuer) ? [position] : []));
      expect(denials.filter((one) => holdsFor(one, caller)).map(({ position }) => position)).toEqual(denied);
      held.grants += scanned.length;
      held.denials += denied.length;
      // What leads to no value without a list on the way.
      held.throughLists += denied.filter((position) =>
        rules[position]?.claims.some(({ path }) => claimAt(claimed, path) === undefined),
      ).length;
    }),
    { numRuns: 3_000 },
  );
  // A property of nothing would hold too.
  expect(held.grants).toBeGreaterThan(150);
  expect(held.denials).toBeGreaterThan(150);
  expect(held.throughLists).toBeGreaterThan(15);
});

/** By the conditions alone, without an index. */
function isDenied({ issuers, claims: asked }: Omit<Denial, "reason">, claimed: Claims, issuer: string): boolean {
  return issuers.includes(issuer) && asked.length > 0 && asked.every((one) => matchDenial(one).holds(claimed));
}

function isRising(positions: readonly number[]): boolean {
  return positions.every((position, at) => at === 0 || position > (positions[at - 1] ?? Number.NaN));
}
