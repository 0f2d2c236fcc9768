import { expect, test } from "vitest";
import { renderName } from "../../../shared/authorize/render-name.ts";
import type { Template } from "../../../shared/model/policy-document.ts";
import { aCaller, claim, codeOf, param } from "../../support/policy-fixtures.ts";

function nameOf(template: Template, claims: Parameters<typeof aCaller>[0] = {}, dataset = "sales"): string {
  return renderName(template, {
    caller: aCaller(claims),
    parameters: new Map([["dataset", dataset]]),
    grant: "nightly",
  }).name;
}

test("claims, parameters, names and text", () => {
  expect(nameOf([claim("sub")])).toBe("report-runner");
  expect(nameOf([{ from: "issuer" }, "+", { from: "grant" }, "+", claim("team"), "+", param("dataset")])).toBe(
    "corp+nightly+etl-core+sales",
  );
});

test("what STS does not take is replaced, and a digest says so", () => {
  expect(nameOf([claim("sub")], { sub: "system:serviceaccount:etl:runner" })).toMatch(
    /^system-serviceaccount-etl-runner-[0-9a-f]{20}$/,
  );
});

test.each<[string, Parameters<typeof aCaller>[0]]>([
  ["missing", { email: undefined }],
  ["empty", { email: "" }],
  ["null", { email: null }],
  ["a list", { email: ["a@corp.example"] }],
  ["an object", { email: { of: "a" } }],
])("a claim that is %s names nobody", (_, claims) => {
  expect(codeOf(() => nameOf([claim("email")], claims))).toBe("NotGranted");
  expect(codeOf(() => nameOf(["job-", claim("email")], claims))).toBe("NotGranted");
});

test("an empty parameter is the caller's mistake", () => {
  expect(codeOf(() => nameOf([claim("sub"), "-", param("dataset")], {}, ""))).toBe("InvalidParameter");
});

test.each<[what: string, separator: string, one: [string, string], other: [string, string]]>([
  ["a separator within a value", "-", ["a", "b-c"], ["a-b", "c"]],
  ["a separator of several characters", "--", ["a", "-b"], ["a-", "b"]],
])("%s: two callers do not share a name", (_what, separator, one, other) => {
  const template: Template = [claim("team"), separator, claim("env")];
  const names = [one, other].map(([team, env]) => nameOf(template, { team, env }));
  expect(names[0]).not.toBe(names[1]);
  expect(names.filter((name) => /-[0-9a-f]{20}$/.test(name))).toHaveLength(1);
});

test("values with nothing between them always get a digest; values that cannot be confused never do", () => {
  expect(nameOf([claim("team"), claim("env")], { team: "ab", env: "c" })).toMatch(/^abc-[0-9a-f]{20}$/);
  expect(nameOf([{ from: "grant" }, "-", claim("team")], { team: "a-b" })).toBe("nightly-a-b");
  expect(nameOf(["x-", claim("team"), "+", claim("env"), "-y"], { team: "a-b", env: "c" })).toBe("x-a-b+c-y");
});

test("the grant's own name is the author's text, whatever separators it holds", () => {
  const values = { caller: aCaller(), parameters: new Map<string, string>(), grant: "nightly-report" };
  expect(renderName([{ from: "grant" }, "-", claim("team")], values).name).toBe("nightly-report-etl-core");
  const between = [claim("team"), "-", { from: "grant" }, "+", claim("env")] as const;
  const nameOf = (team: string) => renderName(between, { ...values, caller: aCaller({ team, env: "c" }) }).name;
  expect(nameOf("a-b")).toBe("a-b-nightly-report+c");
  expect(nameOf("a-nightly-report+b")).toMatch(/^a-nightly-report\+b-nightly-report\+c-[0-9a-f]{20}$/);
});
