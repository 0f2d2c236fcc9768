import { describe, expect, test } from "vitest";
import { renderTemplate } from "../../../shared/authorize/render-template.ts";
import type { Template } from "../../../shared/model/policy-document.ts";
import { aCaller, claim, claimsOf, codeOf, failureOf, param } from "../../support/policy-fixtures.ts";

function render(template: Template, claims: Parameters<typeof aCaller>[0] = {}): string {
  return renderTemplate(template, {
    caller: aCaller(claims),
    parameters: new Map([["dataset", "sales"]]),
    grant: "nightly",
  });
}

test("text and the four sources", () => {
  expect(render(["a/", claim("team"), "/", param("dataset"), "/", { from: "grant" }, "/", { from: "issuer" }])).toBe(
    "a/etl-core/sales/nightly/corp",
  );
});

test("a nested claim", () => {
  expect(render([claim("kubernetes.io", "namespace")], { "kubernetes.io": { namespace: "etl" } })).toBe("etl");
});

describe("plain values", () => {
  test.each([
    ["text", "text"],
    ["", ""],
    [0, "0"],
    [-12, "-12"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [true, "true"],
    [false, "false"],
  ])("%j becomes %j", (value, expected) => {
    expect(render([claim("x")], { x: value })).toBe(expected);
  });

  test.each([
    [1.5],
    [1e21],
    [2 ** 53],
    [Number.POSITIVE_INFINITY],
    [null],
    [undefined],
    [["etl"]],
    [[]],
    [{}],
    [{ toString: "etl" }],
  ])("%j is none", (value) => {
    expect(codeOf(() => render([claim("x")], { x: value }))).toBe("NotGranted");
  });
});

test.each(["__proto__", "constructor", "toString"])("a claim called %s is the token's or missing", (name) => {
  expect(codeOf(() => render([claim(name)]))).toBe("NotGranted");
  expect(render([claim(name)], claimsOf(`{"${name}":"etl"}`))).toBe("etl");
});

test("a value is data: what it holds is not filled or replaced again", () => {
  const hostile = "{claims.team}$&$1$`\u0024{aws:username}%s{params.dataset}";
  expect(render(["<", claim("x"), ">"], { x: hostile })).toBe(`<${hostile}>`);
});

test("a parameter that is missing is the caller's mistake", () => {
  expect(codeOf(() => render([param("other")]))).toBe("InvalidParameter");
});

test("a rule judges each value with its place, and never text", () => {
  const seen: string[] = [];
  const values = { caller: aCaller(), parameters: new Map([["dataset", "sales"]]), grant: "nightly" };
  renderTemplate(["text", claim("team"), param("dataset"), { from: "issuer" }], values, (value, placeholder) => {
    seen.push(`${placeholder.from}=${value}`);
    return undefined;
  });
  expect(seen).toEqual(["claims=etl-core", "params=sales", "issuer=corp"]);
});

test.each<[Template, string, string]>([
  [[claim("team")], "NotGranted", "grant nightly: claim team is odd"],
  [[claim("k8s", "team")], "NotGranted", "grant nightly: claim k8s.team is missing or no plain value"],
  [[param("dataset")], "InvalidParameter", "grant nightly: parameter dataset is odd"],
  [[{ from: "grant" }], "NotGranted", "grant nightly: grant is odd"],
  [[{ from: "issuer" }], "NotGranted", "grant nightly: issuer is odd"],
])("%j against the rule: %s, and the record names the place and not the value", (template, code, reason) => {
  const values = { caller: aCaller(), parameters: new Map([["dataset", "sales"]]), grant: "nightly" };
  expect(failureOf(() => renderTemplate(template, values, () => "is odd"))).toMatchObject({ code, reason });
});
