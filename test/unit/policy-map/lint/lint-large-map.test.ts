import { describe, expect, test } from "vitest";
import type { ClaimCondition, PolicyDocument } from "../../../../shared/model/policy-document.ts";
import { lintPolicyMap } from "../../../../shared/policy-map/lint/lint-policy-map.ts";
import { aDenial, aDocument, aGrant, aTarget, conditions, where } from "../../../support/policy-fixtures.ts";

const grantCount = 10_000;

/** Shapes of large maps, each the worst for some lint. */
const shapes: readonly (readonly [what: string, claims: (index: number) => readonly ClaimCondition[]])[] = [
  ["a subject each", (index) => [where("sub", `runner-${index}`)]],
  ["the same for all", () => [where("env", "prod")]],
  ["a pattern each", (index) => [where("sub", { kind: "matches", pattern: `team-${index}-[a-z]{1,40}` })]],
  [
    "a pattern each below one value",
    (index) => [where("env", "prod"), where("sub", { kind: "matches", pattern: `[a-z]{1,20}|x-${index}` })],
  ],
  ["another claim each", (index) => [where(`claim-${index}`, { kind: "exists" })]],
  [
    "each hangs together with the next",
    (index) => [where("groups", { kind: "anyOf", values: [`g${index}`, `g${index + 1}`] })],
  ],
];

function largeMap(claims: (index: number) => readonly ClaimCondition[]): PolicyDocument {
  const grants = Array.from({ length: grantCount }, (_, index) =>
    aGrant({
      name: `grant-${index}`,
      when: conditions({ claims: claims(index) }),
      targets: [aTarget({ roleArn: `arn:aws:iam::111122223333:role/role-${index % 100}` })],
      tags: [],
      policy: undefined,
    }),
  );
  return aDocument({ grants, deny: [aDenial({ claims: [where("team", { kind: "exists" })] })] });
}

describe("a map of 10,000 grants", () => {
  // Half a second on a quiet machine; a pairwise comparison would take minutes.
  test.each(shapes)("%s: in time that grows with its size", (_, claims) => {
    const document = largeMap(claims);
    const before = process.cpuUsage();
    const findings = lintPolicyMap(document);
    const { user } = process.cpuUsage(before);
    expect(user / 1_000).toBeLessThan(4_000);
    expect(findings.filter(({ lint }) => lint === "ambiguous-grants").length).toBeLessThanOrEqual(1);
  });

  test("a chain of grants is one finding", () => {
    const document = largeMap((index) => [where("groups", { kind: "anyOf", values: [`g${index}`, `g${index + 1}`] })]);
    const found = lintPolicyMap(document).filter(({ lint }) => lint === "ambiguous-grants");
    expect(found.map(({ path }) => path)).toEqual([["grants", "grant-0"]]);
    expect(found[0]?.message).toContain("and 9994 more");
  });
});
