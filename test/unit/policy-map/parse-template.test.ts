import { describe, expect, it } from "vitest";
import { parseTemplate, type TemplatePlace } from "../../../shared/policy-map/parse-template.ts";

const rows: readonly [text: string, place: TemplatePlace, template: readonly unknown[]][] = [
  ["", "tag", [""]],
  ["plain $5", "tag", ["plain $5"]],
  ["{grant}", "name", [{ from: "grant" }]],
  ["{issuer}-{grant}", "name", [{ from: "issuer" }, "-", { from: "grant" }]],
  ["a{claims.sub}b", "name", ["a", { from: "claims", path: ["sub"], allowsPath: false }, "b"]],
  ["{claims.a.b}", "tag", [{ from: "claims", path: ["a", "b"], allowsPath: false }]],
  ["{claims.a\\.b}", "tag", [{ from: "claims", path: ["a.b"], allowsPath: false }]],
  ["{claims.a|path}", "resource", [{ from: "claims", path: ["a"], allowsPath: true }]],
  ["{params.p|path}", "resource", [{ from: "params", name: "p", allowsPath: true }]],
  ["{params.p}", "condition", [{ from: "params", name: "p", allowsPath: false }]],
  [
    `a/\${aws:username}/{params.p}`,
    "resource",
    [`a/\${aws:username}/`, { from: "params", name: "p", allowsPath: false }],
  ],
  [`\${*}\${$}`, "condition", [`\${*}\${$}`]],
];

const flaws: readonly [text: string, place: TemplatePlace, rule: string][] = [
  ["{", "tag", "has a stray {"],
  ["}", "tag", "has a stray }"],
  ["{{grant}}", "tag", "has a stray {"],
  [`\${aws:username`, "resource", "has a stray {"],
  [`\${aws:PrincipalTag/{claims.a}}`, "resource", "has a stray {"],
  ["{}", "tag", "is no template"],
  ["{ grant }", "tag", "is no template"],
  ["{Grant}", "tag", "is no template"],
  ["{grant|path}", "resource", "is no template"],
  ["{claims}", "tag", "is no template"],
  ["{claims.}", "tag", "is no template"],
  ["{claims.|path}", "resource", "is no template"],
  ["{env.HOME}", "tag", "is no template"],
  ["{claims.a|}", "resource", "has an unknown option"],
  ["{claims.a|path|path}", "resource", "has an unknown option"],
  ["{claims.a|path}", "tag", "has |path outside a policy's Resource"],
  ["{params.a|path}", "condition", "has |path outside a policy's Resource"],
  ["{claims.__proto__}", "tag", "names __proto__"],
  [`\${aws:username}`, "tag", "is an IAM policy variable"],
  [`\${aws:username}`, "name", "is an IAM policy variable"],
  [`\${claims.team}`, "resource", "would be read by IAM"],
  [`\${params.team}`, "condition", "would be read by IAM"],
  [`\${grant}`, "name", "would be read by IAM"],
  [`\${issuer}`, "resource", "would be read by IAM"],
];

describe("parseTemplate", () => {
  it.each(rows)("reads %j in a %s", (text, place, template) => {
    expect(parseTemplate(text, place)).toEqual(template);
  });

  it.each(flaws)("refuses %j in a %s", (text, place, rule) => {
    expect(() => parseTemplate(text, place)).toThrow(rule);
  });
});
