import { expect, test } from "vitest";
import { compilePolicyMap } from "../../../shared/authorize/compile-policy-map.ts";
import type { ClaimCondition, Matcher } from "../../../shared/model/policy-document.ts";
import type { PolicyMap } from "../../../shared/model/policy-map.ts";
import { aCaller, aDenial, aDocument, aGrant, conditions, where } from "../../support/policy-fixtures.ts";

function mapOf(rules: Readonly<Record<string, readonly ClaimCondition[]>>): PolicyMap {
  const grants = Object.entries(rules).map(([name, claims]) => aGrant({ name, when: conditions({ claims }) }));
  return compilePolicyMap(aDocument({ grants }), "digest");
}

function candidates(map: PolicyMap, claims: Parameters<typeof aCaller>[0]): readonly string[] {
  return map.candidateGrants(aCaller(claims)).map((candidate) => candidate.rule.name);
}

const filed: readonly (readonly [Matcher, Parameters<typeof aCaller>[0], Parameters<typeof aCaller>[0]])[] = [
  [{ kind: "equals", value: "a" }, { x: "a" }, { x: "b" }],
  [{ kind: "equals", value: 1 }, { x: 1 }, { x: "1" }],
  [{ kind: "equals", value: true }, { x: true }, { x: "true" }],
  [{ kind: "oneOf", values: ["a", "b"] }, { x: "b" }, { x: ["z"] }],
  [{ kind: "anyOf", values: ["a", "b"] }, { x: ["z", "b"] }, { x: "z" }],
  [{ kind: "anyOf", values: [1] }, { x: ["1", 1] }, { x: ["1"] }],
  [{ kind: "allOf", values: [true] }, { x: [true] }, { x: ["true", null] }],
  [{ kind: "allOf", values: ["a", "b"] }, { x: ["b", "a"] }, { x: ["z"] }],
  [{ kind: "prefix", prefix: "team-" }, { x: "team-a" }, { x: "tea" }],
  [{ kind: "prefix", prefix: "team-" }, { x: "team-" }, { x: 7 }],
  [{ kind: "glob", pattern: "team-*" }, { x: "team-a" }, { x: "ream-a" }],
  [{ kind: "glob", pattern: "team" }, { x: "team" }, { x: undefined }],
];

test.each(filed)("%j is found by %j and not by %j", (matcher, found, missed) => {
  const map = mapOf({ rule: [where("x", matcher)] });
  expect(candidates(map, found)).toEqual(["rule"]);
  expect(candidates(map, missed)).toEqual([]);
});

test.each<Matcher>([
  { kind: "noneOf", values: ["a"] },
  { kind: "matches", pattern: "a" },
  { kind: "exists" },
  { kind: "glob", pattern: "*-a" },
])("%j cannot be filed, so every caller of the issuer is looked at", (matcher) => {
  expect(candidates(mapOf({ rule: [where("x", matcher)] }), {})).toEqual(["rule"]);
});

test("a rule is filed by its rarest value, whichever condition names it", () => {
  const map = mapOf({
    first: [where("env", "prod"), where("sub", "one")],
    second: [where("env", "prod"), where("sub", "two")],
    third: [where("sub", "three"), where("env", "prod")],
  });
  expect(candidates(map, { env: "prod", sub: "two" })).toEqual(["second"]);
  expect(candidates(map, { env: "prod", sub: "three" })).toEqual(["third"]);
  expect(candidates(map, { env: "prod", sub: "nobody" })).toEqual([]);
});

test("candidates come in the map's order and once, however they are found", () => {
  const map = mapOf({
    last: [where("groups", { kind: "anyOf", values: ["b", "a"] })],
    middle: [where("x", { kind: "exists" })],
    first: [where("sub", "one")],
  });
  expect(candidates(map, { sub: "one", groups: ["a", "b", "a"] })).toEqual(["last", "middle", "first"]);
});

test("a rule is found through each of its issuers and no other", () => {
  const grant = aGrant({ when: conditions({ issuers: ["corp", "partner"] }) });
  const map = compilePolicyMap(aDocument({ grants: [grant], deny: [aDenial({ issuers: ["partner"] })] }), "digest");
  const by = (issuerName: string) => aCaller({ sub: "report-runner" }, { issuerName });
  expect(map.candidateGrants(by("corp"))).toHaveLength(1);
  expect(map.candidateGrants(by("partner"))).toHaveLength(1);
  expect(map.candidateGrants(by("other"))).toHaveLength(0);
  expect(map.candidateGrants(by("__proto__"))).toHaveLength(0);
  const old = (issuerName: string) => aCaller({ sub: "report-runner-old" }, { issuerName });
  expect(map.candidateDenials(old("partner"))).toHaveLength(1);
  expect(map.candidateDenials(old("corp"))).toHaveLength(0);
});

test("a list of very many values is filed too", () => {
  const values = Array.from({ length: 200_000 }, (_, position) => `runner-${position}`);
  const map = mapOf({ rule: [where("sub", { kind: "oneOf", values })] });
  expect(candidates(map, { sub: "runner-199999" })).toEqual(["rule"]);
  expect(candidates(map, { sub: "runner-200000" })).toEqual([]);
});
