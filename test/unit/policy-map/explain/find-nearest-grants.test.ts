import { expect, test } from "vitest";
import { compilePolicyMap } from "../../../../shared/authorize/compile-policy-map.ts";
import type { Grant, Matcher } from "../../../../shared/model/policy-document.ts";
import { findNearestGrants } from "../../../../shared/policy-map/explain/find-nearest-grants.ts";
import { aCaller, aDocument, aGrant, anAsk, conditions, facts, where } from "../../../support/policy-fixtures.ts";

function nearest(grants: readonly Grant[], caller = aCaller(), most?: number): readonly string[] {
  const document = aDocument({ grants });
  const request = { caller, ask: anAsk(), facts: facts() };
  return findNearestGrants(document.grants, compilePolicyMap(document, ""), request, most).map(({ grant }) => grant);
}

const forSubject = (name: string, subject: string | Matcher, issuer = "corp") =>
  aGrant({ name, when: conditions({ issuers: [issuer], claims: [where("sub", subject), where("env", "prod")] }) });

test("the fewest missing conditions come first, an issuer being one", () => {
  const grants = [
    forSubject("two-missing", "other", "partner"),
    forSubject("granted", "report-runner"),
    forSubject("one-missing", "other"),
  ];
  expect(nearest(grants)).toEqual(["one-missing", "two-missing"]);
});

test.each<[string, string | Matcher]>([
  ["a slip in the middle", "report-rumner"],
  ["one of several", { kind: "oneOf", values: ["x", "report-runners"] }],
  ["a prefix", { kind: "prefix", prefix: "report-runx" }],
  ["a glob", { kind: "glob", pattern: "report-runn*/" }],
  ["a pattern", { kind: "matches", pattern: "report-runne" }],
])("among equals, the one that is spelled most alike comes first: %s", (_what, alike) => {
  const others = Array.from({ length: 40 }, (_, index) => forSubject(`other-${index}`, `unlike-${index}`));
  expect(nearest([...others, forSubject("alike", alike), ...others.slice(0, 1)])[0]).toBe("alike");
});

test("a claim that is missing or no text is like nothing", () => {
  const grants = [
    aGrant({ name: "numbered", when: conditions({ claims: [where("level", 7)] }) }),
    forSubject("other", "z"),
  ];
  expect(nearest(grants, aCaller({ level: 6 }))).toEqual(["numbered", "other"]);
});

test("what is not named by its value is only counted", () => {
  const listed = aGrant({
    name: "listed",
    when: conditions({ claims: [where("sub", { kind: "anyOf", values: ["a"] })] }),
  });
  expect(nearest([listed])).toEqual(["listed"]);
});

test("hours and networks count too, and as many are named as are asked for", () => {
  const outside = aGrant({
    name: "outside",
    when: conditions({ network: { cidrs: ["192.0.2.0/24"], vpcEndpointIds: [] } }),
  });
  const grants = [forSubject("one", "x"), forSubject("two", "y"), forSubject("three", "z"), outside];
  expect(nearest(grants)).toHaveLength(3);
  expect(nearest(grants, aCaller(), 4)).toContain("outside");
  expect(nearest([aGrant()])).toEqual([]);
});
