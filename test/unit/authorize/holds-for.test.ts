import { expect, test } from "vitest";
import { holdsFor } from "../../../shared/authorize/holds-for.ts";
import type { GrantConditions } from "../../../shared/model/policy-document.ts";
import { aCaller, aGrant, aPolicyMap, conditions, where } from "../../support/policy-fixtures.ts";

function holds(
  when: Partial<GrantConditions>,
  claims: Parameters<typeof aCaller>[0] = {},
  issuerName = "corp",
): boolean {
  const grant = aPolicyMap({ grants: [aGrant({ when: conditions(when) })] }).findGrant("nightly-report");
  return grant !== undefined && holdsFor(grant, aCaller(claims, { issuerName }));
}

test("the baseline holds", () => {
  expect(holds({})).toBe(true);
});

test.each<[string, Parameters<typeof aCaller>[0]]>([
  ["another subject", { sub: "report-runner-2" }],
  ["a subject that begins the same", { sub: "report-runner " }],
  ["no group", { groups: undefined }],
  ["another group", { groups: ["ops"] }],
  ["the group as text", { groups: "etl" }],
  ["another environment", { env: "test" }],
  ["no environment", { env: undefined }],
  ["a team in capitals", { team: "ETL" }],
  ["a team with a line break", { team: "etl\n" }],
])("%s is another caller", (_, claims) => {
  expect(holds({}, claims)).toBe(false);
});

test("another issuer's caller with the same claims is another caller", () => {
  expect(holds({}, {}, "partner")).toBe(false);
  expect(holds({ issuers: ["partner"] })).toBe(false);
  expect(holds({ issuers: ["partner", "corp"] })).toBe(true);
});

test("a rule without issuers or without claim conditions speaks of nobody", () => {
  expect(holds({ issuers: [] })).toBe(false);
  expect(holds({ claims: [] })).toBe(false);
});

test("every condition must hold, several on one claim too", () => {
  const claims = [
    where("sub", { kind: "prefix", prefix: "report-" }),
    where("sub", { kind: "glob", pattern: "*-runner" }),
  ];
  expect(holds({ claims })).toBe(true);
  expect(holds({ claims }, { sub: "report-reader" })).toBe(false);
  expect(holds({ claims }, { sub: "export-runner" })).toBe(false);
});
