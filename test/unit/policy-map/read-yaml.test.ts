import { describe, expect, it } from "vitest";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { problemsOf } from "./break-map.ts";

const rows: readonly [what: string, text: string, problems: string][] = [
  ["nothing", "", "1:1 : is empty; begin with version: 1"],
  ["a comment", "# later\n", "1:1 : is empty; begin with version: 1"],
  ["null", "null", "1:1 : is empty; begin with version: 1"],
  ["a list", "[]", "1:1 : must be a mapping, not a list; write a mapping"],
  ["a text", "version", "1:1 : must be a mapping, not text; write a mapping"],
  ["two documents", "version: 1\n---\nversion: 1", "2:1 : is a second document; keep one document a file"],
  ["YAML 1.1", "%YAML 1.1\n---\nversion: 1", "1:1 : asks for another version of YAML; remove the %YAML line"],
  ["an unknown directive", "%NAME x\n---\nversion: 1", "1:1 : is an unknown directive; remove the line"],
  [
    "YAML 1.1's binary",
    "version: 1\n$schema: !!binary aGk=",
    "2:10 : has a tag that a policy map does not know; remove the tag",
  ],
  ["a dangling alias", "version: 1\n$schema: *x", "2:10 $schema: is an alias of no anchor; define the anchor above it"],
  [
    "an alias of what holds it",
    "version: 1\ngrants: &g { a: *g }",
    "2:17 grants.a: is an alias of what holds it; write it out",
  ],
  [
    "an alias for a key",
    "version: 1\n$schema: &a x\n*a : y",
    "3:1 : has a key that is not text; write the key as text",
  ],
  ["a null key", "version: 1\n? \n: x", '2:3 [""]: is a key that is not text; put the key in quotes'],
  [
    "__proto__ deep inside",
    "version: 1\ngrants: { a: { __proto__: 1 } }",
    "2:16 grants.a.__proto__: can be no key; use another name",
  ],
  ["a lone surrogate", "version: 1 # \ud800", "1:1 : is not well-formed Unicode; save it as UTF-8"],
  [
    "an unknown escape",
    'version: "\\q"',
    "1:11 : has an escape that YAML does not know; use single quotes, or double the backslash",
  ],
  [
    "a reserved character",
    "version: @1",
    "1:10 : begins with a character that YAML keeps for itself; put the text in quotes",
  ],
  ["65 brackets", "[".repeat(65), "1:65 : is nested too deeply; flatten it"],
  ["65 braces", "{".repeat(65), "1:65 : is nested too deeply; flatten it"],
  ["65 dashes", "- ".repeat(65), "1:129 : is nested too deeply; flatten it"],
  ["65 question marks", "? ".repeat(65), "1:129 : is nested too deeply; flatten it"],
];

describe("a text that is no plain data", () => {
  it.each(rows)("%s", (_what, text, problems) => {
    expect(problemsOf(text)).toBe(problems);
  });

  it("may nest 64 deep, by brackets or by lines, and not deeper", () => {
    const lines = (depth: number) => Array.from({ length: depth }, (_, index) => `${" ".repeat(index)}a:`).join("\n");
    expect(problemsOf("[".repeat(64) + "]".repeat(64))).toBe("1:1 : must be a mapping, not a list; write a mapping");
    expect(problemsOf(lines(64))).not.toContain("nested");
    expect(problemsOf(lines(67))).toContain("is nested too deeply; flatten it");
    expect(problemsOf(`${"[".repeat(63)}'[[[', x]${"]".repeat(62)}`)).not.toContain("nested");
  });

  it("does not exhaust the stack or the memory", () => {
    expect(problemsOf("[".repeat(4_900_000))).toContain("nested");
    expect(problemsOf(Array.from({ length: 3000 }, (_, index) => `${" ".repeat(index)}-`).join("\n"))).toContain(
      "nested",
    );
  });

  it.each([
    ["a list of commas", `[${",".repeat(400_000)}]`],
    ["closing brackets", "]".repeat(1_400_000)],
    ["reserved characters", "a: @\n".repeat(50_000)],
    ["keys in a row", `[${"a: b c: d,".repeat(50_000)}]`],
  ])("has errors enough after a thousand: %s", (_what, text) => {
    const problems = problemsOf(text).split("\n");
    expect(problems).toHaveLength(1000);
    expect(problems.filter((problem) => problem.includes("nested"))).toEqual([]);
  });

  it("is reported whole up to a thousand errors", () => {
    const text = (count: number) => `version: 1\nx: [${"a,, ".repeat(count)}]`;
    expect(problemsOf(text(999)).split("\n")).toHaveLength(999);
    expect(problemsOf(text(1_000)).split("\n")).toHaveLength(1_000);
    expect(problemsOf(text(1_001)).split("\n")).toHaveLength(1_000);
  });

  it("may use anchors, and is no alias bomb", () => {
    const list = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 11 }, () => of).join(",")}]\n`;
    const bomb = list("a", "x") + list("b", "*a") + list("c", "*b") + list("d", "*c");
    const tooMany = /^6:\d+ f\[\d+\]: is one alias too many: written out, the map would be huge; use fewer$/;
    expect(problemsOf(`${bomb}${list("e", "*d")}${list("f", "*e")}`)).toMatch(tooMany);
    expect(problemsOf(`${bomb}${list("e", "*d")}`)).not.toContain("alias");
  });

  it("is no bomb of merge keys either", () => {
    const map = (name: string, of: string) =>
      `${name}: &${name} {${Array.from({ length: 11 }, (_, index) => `k${index}: { <<: *${of}, x: ${index} }`).join(", ")}}\n`;
    const bomb = ["b", "c", "d", "e", "f", "g"].map((name, index) => map(name, "abcdef".charAt(index))).join("");
    expect(problemsOf(`a: &a { y: 1 }\n${bomb}`)).toMatch(/^\d:\d+ [a-g]\.k\d+\["<<"\]: is one alias too many/);
  });

  it("does not nest deeper by aliases than by itself", () => {
    const lines = (depth: number) =>
      `k0: &a0 [x]\n${Array.from({ length: depth - 1 }, (_, index) => `k${index + 1}: &a${index + 1} [*a${index}]`).join("\n")}`;
    expect(problemsOf(lines(64))).not.toContain("nested");
    expect(problemsOf(lines(65))).toContain("65:12 k64[0]: is nested too deeply; flatten it");
  });

  it("may use an anchor tens of thousands of times, in linear time", () => {
    const grant = (index: number) => `  g${index}: { when: *who, assume: { <<: *what, sessionName: s${index} } }\n`;
    const text = `version: 1
issuers: { corp: { issuer: "https://idp.corp.example", audience: v, keys: { discovery: true }, algorithms: [ES256] } }
grants:
  first: { when: &who { issuer: corp, claims: { sub: x } }, assume: &what { role: "arn:aws:iam::111122223333:role/r", duration: 2h } }
${Array.from({ length: 20_000 }, (_, index) => grant(index)).join("")}`;
    const { grants } = parsePolicyMap(text, "map.yaml");
    expect(grants).toHaveLength(20_001);
    expect(grants.at(-1)).toMatchObject({ durationSeconds: 7200, sessionName: ["s19999"] });
  }, 60_000);

  it("may be 10 MB and no more", () => {
    const text = (bytes: number) => `version: 1 #${"é".repeat((bytes - 12) / 2)}`;
    expect(problemsOf(text(10_000_000))).toBe("");
    expect(problemsOf(text(10_000_002))).toBe("1:1 : is over 10 MB; split it: a map can include files");
  });
});
