import { expect, test } from "vitest";
import { listGrants } from "../../../shared/authorize/list-grants.ts";
import { aCaller, aGrant, aPolicyMap, codeOf, conditions, facts, where } from "../../support/policy-fixtures.ts";

const grants = [
  aGrant({ name: "zulu" }),
  aGrant({ name: "not-mine", when: conditions({ claims: [where("sub", "somebody-else")] }) }),
  aGrant({ name: "partners", when: conditions({ issuers: ["partner"] }) }),
  aGrant({ name: "tried", mode: "shadow" }),
  aGrant({ name: "office", when: conditions({ network: { cidrs: ["10.20.0.0/16"], vpcEndpointIds: [] } }) }),
  aGrant({ name: "alpha", isDefault: true }),
];
const map = aPolicyMap({ grants });

function names(caller = aCaller(), circumstances = facts()): readonly string[] {
  return listGrants(map, caller, circumstances).map((grant) => grant.name);
}

test("what the caller may ask for now, in the map's order", () => {
  expect(names()).toEqual(["zulu", "office", "alpha"]);
});

test("a condition that does not hold now leaves its grant out", () => {
  expect(names(aCaller(), facts({ sourceAddress: "192.0.2.1" }))).toEqual(["zulu", "alpha"]);
});

test("a caller of whom no grant speaks gets an empty list", () => {
  expect(names(aCaller({ sub: "nobody" }))).toEqual([]);
});

test("a caller on the deny list gets none", () => {
  expect(codeOf(() => names(aCaller({ sub: "report-runner-old" })))).toBe("Revoked");
});
