import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../shared/authorize/decide-grant.ts";
import { findShadowGrants } from "../../shared/authorize/find-shadow-grants.ts";
import { codeOf } from "../support/policy-fixtures.ts";
import { asks, callers, circumstances, document } from "./arbitrary-requests.ts";

/** The map with every grant in shadow: what each would have done is asked of the map as it is. */
const dark = { ...document, grants: document.grants.map((grant) => ({ ...grant, mode: "shadow" as const })) };
const lit = { ...document, grants: document.grants.map((grant) => ({ ...grant, mode: "live" as const })) };

test("a grant in shadow is reported exactly where it would vend if it were live", () => {
  const reported = new Set<string>();
  const [dim, bright] = [compilePolicyMap(dark, "digest"), compilePolicyMap(lit, "digest")];
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      const found = findShadowGrants(dim, caller, ask, when);
      const vending = document.grants
        .map(({ name }) => name)
        .filter((name) => ask.grant === undefined || ask.grant === name)
        .filter((grant) => codeOf(() => decideGrant(bright, caller, { ...ask, grant }, when)) === "allowed");
      expect(found).toEqual(vending);
      for (const name of found) reported.add(name);
      expect(["NotGranted", "Revoked"]).toContain(codeOf(() => decideGrant(dim, caller, ask, when)));
      expect(findShadowGrants(bright, caller, ask, when)).toEqual([]);
    }),
    { numRuns: 1_500 },
  );
  expect([...reported].sort()).toEqual(document.grants.map(({ name }) => name).sort());
});
