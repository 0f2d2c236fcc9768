import { expect, test } from "vitest";
import { matchingGrants } from "../../../shared/authorize/matching-grants.ts";
import { aCaller, aGrant, aPolicyMap, conditions, where } from "../../support/policy-fixtures.ts";

test("the grants that hold, shadow ones too, in the map's order", () => {
  const others = conditions({ claims: [where("sub", "somebody-else")] });
  const map = aPolicyMap({
    grants: [
      aGrant({ name: "zulu" }),
      aGrant({ name: "not-mine", when: others }),
      aGrant({ name: "shadow", mode: "shadow" }),
      aGrant({ name: "alpha" }),
    ],
  });
  expect(matchingGrants(map, aCaller()).map((grant) => grant.name)).toEqual(["zulu", "shadow", "alpha"]);
});

test("a candidate of which only the indexed claim fits does not match", () => {
  const map = aPolicyMap();
  const caller = aCaller({ team: "ETL" });
  expect(map.candidateGrants(caller)).toHaveLength(1);
  expect(matchingGrants(map, caller)).toEqual([]);
});
