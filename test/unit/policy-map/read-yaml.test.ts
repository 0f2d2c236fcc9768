import { describe, expect, it } from "vitest";
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

  it("may use anchors, and is no alias bomb", () => {
    const list = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 11 }, () => of).join(",")}]\n`;
    const bomb = list("a", "x") + list("b", "*a") + list("c", "*b") + list("d", "*c");
    expect(problemsOf(bomb)).toBe("1:1 : uses its anchors too often; write them out");
    expect(problemsOf(list("a", "x") + list("b", "*a"))).not.toContain("anchors");
  });

  it("may be 5 MB and no more", () => {
    const text = (bytes: number) => `version: 1 #${"é".repeat((bytes - 12) / 2)}`;
    expect(problemsOf(text(5_000_000))).toBe("");
    expect(problemsOf(text(5_000_002))).toBe("1:1 : is over 5 MB; split the map");
  });
});
