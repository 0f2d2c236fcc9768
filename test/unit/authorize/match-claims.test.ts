import { describe, expect, test } from "vitest";
import { matchClaims } from "../../../shared/authorize/match-claims.ts";
import type { ClaimValue } from "../../../shared/model/claims.ts";
import type { Matcher } from "../../../shared/model/policy-document.ts";
import { claimsOf, where } from "../../support/policy-fixtures.ts";

function holds(matcher: Matcher, value: ClaimValue): boolean {
  return matchClaims(where("x", matcher)).holds({ x: value });
}

const values = ["etl", "ops", 1, true];
const every: readonly Matcher[] = [
  { kind: "equals", value: "etl" },
  { kind: "oneOf", values },
  { kind: "anyOf", values: ["etl"] },
  { kind: "allOf", values: ["etl"] },
  { kind: "noneOf", values: ["contractor"] },
  { kind: "prefix", prefix: "e" },
  { kind: "glob", pattern: "**" },
  { kind: "matches", pattern: "(?s).*" },
  { kind: "exists" },
];

describe("what fits", () => {
  const rows: readonly (readonly [Matcher, ClaimValue])[] = [
    [{ kind: "equals", value: "etl" }, "etl"],
    [{ kind: "equals", value: 1 }, 1],
    [{ kind: "equals", value: 1 }, 1.0],
    [{ kind: "equals", value: false }, false],
    [{ kind: "equals", value: "" }, ""],
    [{ kind: "oneOf", values }, "ops"],
    [{ kind: "oneOf", values }, true],
    [{ kind: "anyOf", values }, ["staff", "ops"]],
    [{ kind: "anyOf", values }, [1]],
    [{ kind: "anyOf", values: ["etl"] }, ["etl", null, ["x"], { y: 1 }]],
    [{ kind: "allOf", values: ["etl", 1] }, [1, "staff", "etl"]],
    [{ kind: "allOf", values: ["etl"] }, ["etl", { y: 1 }]],
    [{ kind: "noneOf", values }, ["staff", 2, false]],
    [{ kind: "noneOf", values }, []],
    [{ kind: "prefix", prefix: "team-" }, "team-a"],
    [{ kind: "prefix", prefix: "team-" }, "team-"],
    [{ kind: "glob", pattern: "team-*" }, "team-a"],
    [{ kind: "matches", pattern: "team-[a-z]" }, "team-a"],
    [{ kind: "exists" }, ""],
    [{ kind: "exists" }, 0],
    [{ kind: "exists" }, false],
    [{ kind: "exists" }, []],
    [{ kind: "exists" }, {}],
  ];
  test.each(rows)("%j holds for %j", (matcher, value) => {
    expect(holds(matcher, value)).toBe(true);
  });
});

describe("what does not", () => {
  const rows: readonly (readonly [Matcher, ClaimValue])[] = [
    [{ kind: "equals", value: "1" }, 1],
    [{ kind: "equals", value: 1 }, "1"],
    [{ kind: "equals", value: 1 }, true],
    [{ kind: "equals", value: true }, "true"],
    [{ kind: "equals", value: false }, 0],
    [{ kind: "equals", value: "" }, false],
    [{ kind: "equals", value: "etl" }, "ETL"],
    [{ kind: "equals", value: "etl" }, " etl"],
    [{ kind: "equals", value: "etl" }, "etl\n"],
    [{ kind: "equals", value: "etl" }, ["etl"]],
    [{ kind: "equals", value: "etl" }, { etl: "etl" }],
    [{ kind: "equals", value: "é" }, "e\u0301"],
    [{ kind: "equals", value: "etl" }, "ｅｔｌ"],
    [{ kind: "equals", value: "[object Object]" }, {}],
    [{ kind: "oneOf", values }, "1"],
    [{ kind: "oneOf", values }, ["etl"]],
    [{ kind: "oneOf", values: [] }, "etl"],
    [{ kind: "anyOf", values }, "etl"],
    [{ kind: "anyOf", values }, ["1", "true"]],
    [{ kind: "anyOf", values }, [["etl"]]],
    [{ kind: "anyOf", values }, [{ etl: "etl" }]],
    [
      { kind: "anyOf", values },
      { 0: "etl", length: 1 },
    ],
    [{ kind: "anyOf", values }, []],
    [{ kind: "anyOf", values: [] }, ["etl"]],
    [{ kind: "allOf", values: ["etl", "ops"] }, ["etl"]],
    [{ kind: "allOf", values: ["etl", "ops"] }, ["etl", ["ops"]]],
    [{ kind: "allOf", values: ["etl"] }, "etl"],
    [{ kind: "allOf", values: [] }, ["etl"]],
    [{ kind: "noneOf", values }, ["staff", "ops"]],
    [{ kind: "noneOf", values }, "staff"],
    [{ kind: "noneOf", values }, {}],
    [{ kind: "noneOf", values }, ["staff", ["ops"]]],
    [{ kind: "noneOf", values }, ["staff", { ops: true }]],
    [{ kind: "noneOf", values }, ["staff", null]],
    [{ kind: "noneOf", values: [] }, ["staff"]],
    [{ kind: "prefix", prefix: "team-" }, "my-team-a"],
    [{ kind: "prefix", prefix: "team-" }, "Team-a"],
    [{ kind: "prefix", prefix: "team-" }, ["team-a"]],
    [{ kind: "prefix", prefix: "" }, "anything"],
    [{ kind: "prefix", prefix: "1" }, 12],
    [{ kind: "glob", pattern: "team-*" }, "team-a/b"],
    [{ kind: "glob", pattern: "**" }, ["team-a"]],
    [{ kind: "glob", pattern: "**" }, 1],
    [{ kind: "matches", pattern: "a|b" }, "main-b"],
    [{ kind: "matches", pattern: "[a-z]+" }, "etl\n"],
    [{ kind: "matches", pattern: ".*" }, ["etl"]],
    [{ kind: "matches", pattern: "\\d+" }, 12],
    [{ kind: "matches", pattern: "true" }, true],
  ];
  test.each(rows)("%j does not hold for %j", (matcher, value) => {
    expect(holds(matcher, value)).toBe(false);
  });
});

describe("a claim that is missing or null matches nothing", () => {
  test.each(every)("$kind", (matcher) => {
    expect(matchClaims(where("x", matcher)).holds({})).toBe(false);
    expect(matchClaims(where("x", matcher)).holds({ x: null })).toBe(false);
    expect(matchClaims(where(["x", "y"], matcher)).holds({ x: { z: "etl" } })).toBe(false);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "a claim called %s is the token's or missing",
    (name) => {
      for (const matcher of every) {
        expect(matchClaims(where(name, matcher)).holds(claimsOf('{"sub":"runner"}'))).toBe(false);
      }
      expect(matchClaims(where(name, "etl")).holds(claimsOf(`{"${name}":"etl"}`))).toBe(true);
      expect(matchClaims(where(["k8s", name], "etl")).holds(claimsOf(`{"k8s":{"${name}":"etl"}}`))).toBe(true);
    },
  );
});

test("an extra member that is no plain value does not hide a caller from the deny list", () => {
  const unwanted: Matcher = { kind: "anyOf", values: ["contractor"] };
  expect(holds(unwanted, ["contractor", { odd: true }])).toBe(true);
  expect(holds(unwanted, ["contractor", null])).toBe(true);
});

test("the condition stays with its test, for explanations", () => {
  const condition = where("team", "etl");
  expect(matchClaims(condition).condition).toBe(condition);
});
