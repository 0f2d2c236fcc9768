import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import type { PolicyDocument } from "../../shared/model/policy-document.ts";
import type { PolicyMap } from "../../shared/model/policy-map.ts";
import { loadCompiledMap } from "../../shared/policy-map/compiled/load-compiled-map.ts";
import { writeCompiledMap } from "../../shared/policy-map/compiled/write-compiled-map.ts";
import { documentDigest } from "../../shared/policy-map/document-digest.ts";
import { aCaller, aDenial, aDocument, aGrant, anAsk, conditions, facts } from "../support/policy-fixtures.ts";
import { asks, callers, circumstances, document, outcome } from "./arbitrary-requests.ts";
import { claims, issuerName, rule } from "./arbitrary-rules.ts";

function bothWays(of: PolicyDocument): readonly [PolicyMap, PolicyMap] {
  return [compilePolicyMap(of, documentDigest(of)), loadCompiledMap(writeCompiledMap(of), "map")];
}

test("a compiled map decides and lists as the document that it was compiled from", () => {
  const [plain, compiled] = bothWays(document);
  const decided = new Set<string>();
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      const expected = outcome(plain, caller, ask, when);
      expect(outcome(compiled, caller, ask, when)).toEqual(expected);
      decided.add((expected[0] as { readonly code?: string }).code ?? "allowed");
    }),
    { numRuns: 1_500 },
  );
  expect(decided.size).toBe(7);
});

test("whatever the rules, a compiled map has the same candidates, grants and decisions", () => {
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 12 }),
      fc.array(fc.tuple(claims, issuerName), { minLength: 3, maxLength: 3 }),
      (rules, requests) => {
        const grants = rules.map((when, position) => aGrant({ name: `grant-${position}`, when: conditions(when) }));
        const [plain, compiled] = bothWays(aDocument({ grants, deny: rules.map((denial) => aDenial(denial)) }));
        expect(compiled.digest).toBe(plain.digest);
        expect(compiled.issuers).toEqual(plain.issuers);
        for (const { name } of grants) {
          // JSON has one zero; to a matcher both are equal.
          expect(compiled.findGrant(name)?.rule).toEqual(JSON.parse(JSON.stringify(plain.findGrant(name)?.rule)));
        }
        for (const [claimed, issuer] of requests) {
          const caller = aCaller(claimed, { issuerName: issuer });
          const candidates = plain.candidateGrants(caller).map(({ rule: { name } }) => name);
          expect(compiled.candidateGrants(caller).map(({ rule: { name } }) => name)).toEqual(candidates);
          expect(compiled.candidateDenials(caller).map(({ position }) => position)).toEqual(
            plain.candidateDenials(caller).map(({ position }) => position),
          );
          for (const grant of [undefined, ...candidates]) {
            const request = [caller, anAsk({ grant }), facts()] as const;
            expect(outcome(compiled, ...request)).toEqual(outcome(plain, ...request));
          }
          found += candidates.length;
        }
      },
    ),
    { numRuns: 400 },
  );
  // A property of nothing would hold too.
  expect(found).toBeGreaterThan(150);
});
