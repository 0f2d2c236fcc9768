import { describe, expect, test } from "vitest";
import { compilePolicyMap } from "../../../shared/authorize/compile-policy-map.ts";
import { indexRules } from "../../../shared/authorize/index-rules.ts";
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

describe("the index itself, which is kept with a compiled map", () => {
  const indexOf = (...claims: readonly (readonly ClaimCondition[])[]) =>
    indexRules(claims.map((of) => ({ issuers: ["corp"], claims: of })));

  test("has a probe for each question, and rules by its answers in the map's order", () => {
    const index = indexOf(
      [where(["a", "b"], "x")],
      [where("groups", { kind: "anyOf", values: ["one", "two", "one"] })],
      [where("sub", { kind: "glob", pattern: "job-*-*" })],
      [where("sub", { kind: "prefix", prefix: "job-" })],
      [where("sub", { kind: "oneOf", values: ["x", "y", "x"] })],
      [where("sub", { kind: "exists" })],
    );
    expect(index).toEqual([
      [
        "corp",
        {
          unfiled: [5],
          probes: [
            { probe: { path: ["a", "b"], kind: "value", length: 0 }, filed: [["s:x", [0]]] },
            {
              probe: { path: ["groups"], kind: "member", length: 0 },
              filed: [
                ["s:one", [1]],
                ["s:two", [1]],
              ],
            },
            { probe: { path: ["sub"], kind: "prefix", length: 4 }, filed: [["s:job-", [2, 3]]] },
            {
              probe: { path: ["sub"], kind: "value", length: 0 },
              filed: [
                ["s:x", [4]],
                ["s:y", [4]],
              ],
            },
          ],
        },
      ],
    ]);
  });

  test("files by the first of several that are equally rare, and by what fewest share of a list's fullest", () => {
    const filedBy = (...claims: readonly (readonly ClaimCondition[])[]) =>
      indexOf(...claims).flatMap(([, { probes }]) =>
        probes.map(({ probe, filed }) => [...probe.path, ...filed.flat(2)]),
      );
    expect(filedBy([where("a", 1), where("b", 1)])).toEqual([["a", "n:1", 0]]);
    const crowded = [where("a", { kind: "oneOf", values: [1, 2, 3] }), where("b", 1)];
    expect(filedBy(crowded, [where("a", 3)])).toEqual([
      ["b", "n:1", 0],
      ["a", "n:3", 1],
    ]);
    expect(
      filedBy([where("g", { kind: "allOf", values: [1, 2] })], [where("g", { kind: "anyOf", values: [1] })]),
    ).toEqual([["g", "n:2", 0, "n:1", 1]]);
  });

  test("has a rule once, though it names its issuer twice", () => {
    const rule = { issuers: ["corp", "corp"], claims: [where("a", 1)] };
    expect(indexRules([rule])).toEqual(indexRules([{ ...rule, issuers: ["corp"] }]));
  });
});
