import { describe, expect, test } from "vitest";
import { renderPolicy } from "../../../shared/authorize/render-policy.ts";
import type { ClaimValue } from "../../../shared/model/claims.ts";
import type { PolicyTemplate, TemplatePart } from "../../../shared/model/policy-document.ts";
import { aCaller, aGrant, claim, codeOf, failureOf, param, pathClaim } from "../../support/policy-fixtures.ts";

type Place = "resource" | "condition";

function render(
  policy: PolicyTemplate,
  claims: Parameters<typeof aCaller>[0] = {},
  policyArns: readonly string[] = [],
): string {
  const values = {
    caller: aCaller(claims),
    parameters: new Map([["dataset", String(claims["dataset"] ?? "sales")]]),
    grant: "nightly",
  };
  return renderPolicy(policy, values, policyArns);
}

function codeWith(value: ClaimValue | undefined, place: Place, slot: TemplatePart = claim("x")): string {
  return codeOf(() => render({ template: ["arn:aws:s3:::exports/", slot, "/*"], place }, { x: value }));
}

test("a policy with its strings filled, in the order that its author wrote", () => {
  const policy = aGrant().policy ?? "";
  expect(render(policy)).toBe(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],' +
      '"Resource":["arn:aws:s3:::exports","arn:aws:s3:::exports/etl-core/*"]}]}',
  );
});

test("numbers, booleans, empty lists and odd names stay what they are", () => {
  const policy: PolicyTemplate = {
    members: JSON.parse('{"a":1,"b":true,"c":[],"__proto__":"x","template":"y","members":{"members":{"z":"*"}}}'),
  };
  expect(render(policy)).toBe('{"a":1,"b":true,"c":[],"__proto__":"x","template":"y","members":{"z":"*"}}');
});

describe("values that may go in", () => {
  test.each([
    "etl",
    "etl-core_1",
    "a.b",
    "some.one@corp.example",
    "a=b,c+d",
    "..a",
    "a..",
    "...",
    "x".repeat(256),
    "2026",
  ])("%j, anywhere", (value) => {
    expect(codeWith(value, "resource")).toBe("allowed");
    expect(codeWith(value, "resource", pathClaim("x"))).toBe("allowed");
    expect(codeWith(value, "condition")).toBe("allowed");
  });

  test.each(["org/app", "a:b", "system:serviceaccount:etl:runner", "repo:org/app:ref:refs/heads/main"])(
    "%j, in a resource only as |path",
    (value) => {
      expect(codeWith(value, "resource")).toBe("NotGranted");
      expect(codeWith(value, "resource", pathClaim("x"))).toBe("allowed");
      expect(codeWith(value, "condition")).toBe("allowed");
    },
  );

  test.each(["a//b", "a/../b", "/"])("%j, in a condition, where it is text and no way", (value) => {
    expect(codeWith(value, "condition")).toBe("allowed");
  });

  test("a space, in a condition only", () => {
    expect(codeWith("a b", "condition")).toBe("allowed");
    expect(codeWith("a b", "resource")).toBe("NotGranted");
    expect(codeWith("a b", "resource", pathClaim("x"))).toBe("NotGranted");
  });
});

const hostile = [
  "",
  "*",
  "etl*",
  "?",
  "e?l",
  "$",
  "$&",
  "$1",
  "$$",
  "\u0024{aws:username}",
  "\u0024{*}",
  "{",
  "}",
  '"',
  '","Resource":"*',
  '"}]},{"Effect":"Allow","Action":"*","Resource":"*"}',
  "'",
  "`",
  "\\",
  "\\u002a",
  "%2a",
  "a\rb",
  "a\nb",
  "etl\n",
  "a\0b",
  "a\tb",
  "a\u2028b",
  "a\u202eb",
  "\ud800",
  "etl\udc00",
  "ｅｔｌ",
  "＊",
  "étl",
  "e\u0301",
  "еtl",
  "😀",
  "<etl>",
  "a|b",
  "a;b",
  "a#b",
  "a&b",
  "a!b",
  "a~b",
  "(a)",
  "[a]",
  "a^b",
  ".",
  "..",
  "x".repeat(257),
];

describe("values that may not", () => {
  test.each(hostile)("%j", (value) => {
    expect(codeWith(value, "resource")).toBe("NotGranted");
    expect(codeWith(value, "resource", pathClaim("x"))).toBe("NotGranted");
    expect(codeWith(value, "condition")).toBe("NotGranted");
  });

  test.each(["a//b", "/a", "a/", "../other", "a/../b", "a/..", "./a", "a/./b", "/", "//"])("%j, as |path", (value) => {
    expect(codeWith(value, "resource", pathClaim("x"))).toBe("NotGranted");
  });

  test.each([[["etl"]], [{ a: "etl" }], [null], [undefined], [1.5]])("%j, which is no plain value", (value) => {
    expect(codeWith(value, "resource")).toBe("NotGranted");
    expect(codeWith(value, "condition")).toBe("NotGranted");
  });

  test("a parameter: the caller's mistake", () => {
    const policy: PolicyTemplate = { template: ["arn:aws:s3:::exports/", param("dataset")], place: "resource" };
    expect(render(policy, { dataset: "sales" })).toBe('"arn:aws:s3:::exports/sales"');
    expect(codeOf(() => render(policy, { dataset: "*" }))).toBe("InvalidParameter");
    expect(codeOf(() => render(policy, { dataset: "a/b" }))).toBe("InvalidParameter");
  });

  test("names of the map go through the same rule", () => {
    const policy: PolicyTemplate = { template: [{ from: "grant" }, "/", { from: "issuer" }], place: "resource" };
    expect(render(policy)).toBe('"nightly/corp"');
    const values = {
      caller: aCaller({}, { issuerName: "*" }),
      parameters: new Map<string, string>(),
      grant: "nightly",
    };
    expect(codeOf(() => renderPolicy(policy, values, []))).toBe("NotGranted");
  });

  test("the record names the claim and the rule, never the value", () => {
    const failure = failureOf(() => render({ template: [claim("x")], place: "resource" }, { x: "secret*" }));
    expect(failure?.reason).toBe("grant nightly: claim x has a character that may not go into a policy");
  });
});

describe("the size that STS takes", () => {
  const policyOf = (characters: number): PolicyTemplate => ({
    members: { a: "x".repeat(characters - '{"a":""}'.length) },
  });

  test("2,048 characters, not one more", () => {
    expect(render(policyOf(2_048))).toHaveLength(2_048);
    expect(codeOf(() => render(policyOf(2_049)))).toBe("NotGranted");
  });

  test("a value can make it too long", () => {
    const policy: PolicyTemplate = {
      members: { a: "x".repeat(1_800), b: { template: [claim("x")], place: "condition" } },
    };
    expect(codeOf(() => render(policy, { x: "y".repeat(200) }))).toBe("allowed");
    expect(codeOf(() => render(policy, { x: "y".repeat(256) }))).toBe("NotGranted");
  });

  test("ARNs of managed policies count", () => {
    const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    expect(codeOf(() => render(policyOf(2_048 - 2 * arn.length), {}, [arn, arn]))).toBe("allowed");
    expect(codeOf(() => render(policyOf(2_049 - 2 * arn.length), {}, [arn, arn]))).toBe("NotGranted");
  });
});
