import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Findings, type MapPath } from "../../shared/policy-map/findings.ts";
import { locatePlaced } from "../../shared/policy-map/placed-node.ts";
import { readSimpleYaml } from "../../shared/policy-map/read-simple-yaml.ts";
import { readYamlByLibrary } from "../../shared/policy-map/read-yaml.ts";
import { generateMap } from "../support/generate-map.ts";

const demo = readFileSync(new URL("../../local/demo/policy-map.yaml", import.meta.url), "utf8");
const starter = readFileSync(new URL("../../cli/init/starter-map.yaml", import.meta.url), "utf8");

/** Every kind of line that the reader takes, close together, so that a change meets one. */
const dense = `# top
a: 1
b: "x \\" y" # c
'q r': it's
"s": 's'
list:
- one
- { k: v, "l": [1, "2", a b] }
- m: 1
  n:
    - true
    - 10.0.0.0/8
nested:
  deep: # why
    - p: [ ]
      r: {}
  url: https://a.example:80/x#y
  time: 12:30

last: text with spaces   # end
`;
const json = '{\n  "a": [1, "b", {"c": true}],\n  "d": {"e": "f\\n", "g": []}\n}\n';

/** All paths of a value, and from each one that leads nowhere. */
function pathsOf(value: unknown, path: MapPath = []): readonly MapPath[] {
  const steps =
    typeof value === "object" && value !== null
      ? Array.isArray(value)
        ? value.map((member, index) => [index, member] as const)
        : Object.entries(value)
      : [];
  return [path, [...path, "nowhere"], ...steps.flatMap(([step, member]) => pathsOf(member, [...path, step]))];
}

/** @returns whether the simple reader took the text */
function compare(text: string): boolean {
  const simple = readSimpleYaml(text);
  if (simple === undefined) {
    return false;
  }
  const findings = new Findings();
  const library = readYamlByLibrary(text, findings);
  // One text, one meaning: what the simple reader takes is beyond reproach and says the same, in the same places.
  expect(findings.all).toEqual([]);
  expect(JSON.stringify(simple.value)).toBe(JSON.stringify(library.value));
  for (const path of pathsOf(simple.value)) {
    for (const spot of ["value", "key"] as const) {
      expect(locatePlaced(simple, path, spot)).toEqual(library.locate(path, spot));
    }
  }
  return true;
}

test.each([
  ["the demo's map", demo],
  ["the starter map", starter],
  ["a generated map", generateMap(40)],
  ["the same as JSON", generateMap(40, "json")],
  ["one of everything", dense],
  ["JSON in one line", JSON.stringify(JSON.parse(json))],
])("reads %s as the library does", (_what, text) => {
  expect(compare(text)).toBe(true);
});

const pieces = [
  ..."\n -:#,[]{}\"'\\&*!|>?%@`~$.=+_/a1\t\r\u0000é\u2028",
  "\n  ",
  "\n    ",
  "- ",
  ": ",
  " #",
  "\n- ",
  "\n---\n",
  "\n...\n",
  "<<: ",
  "null",
  "true",
  "0x1",
  "1e3",
  "-1",
  "1.0",
  "é: 1\n",
  "a: 1\n",
  "__proto__: x\n",
  "''",
  '""',
  "\\u0041",
  "&a ",
  "*a",
];

interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  removed: fc.constantFrom(0, 0, 1, 2, 5),
  inserted: fc.constantFrom("", ...pieces),
});

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((present, { at, removed, inserted }) => {
    const place = Math.floor(at * present.length);
    return present.slice(0, place) + inserted + present.slice(place + removed);
  }, text);
}

const excerpt = demo.slice(demo.indexOf("accounts:"), demo.indexOf("  # A chain:"));

test("a text that was changed at random is the library's, or means the same to both", () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(dense) },
        { weight: 1, arbitrary: fc.constantFrom(json, excerpt) },
      ),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      (text, edits) => {
        taken += Number(compare(applyEdits(text, edits)));
      },
    ),
    { numRuns: 6_000 },
  );
  // It takes enough for the comparison to mean something.
  expect(taken).toBeGreaterThan(250);
});

test("short texts of all that YAML gives a meaning", () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, "a: ", "k: v\n", "b", "\n"), { maxLength: 9 }), (parts) => {
      taken += Number(compare(`a: 1\n${parts.join("")}`));
    }),
    { numRuns: 6_000 },
  );
  expect(taken).toBeGreaterThan(200);
});

test.each([
  ["a tab", "a:\t1\n"],
  ["an anchor", "a: &x 1\n"],
  ["a key twice", "a: 1\na: 2\n"],
  ["a merge key", '"<<": 1\n'],
  ["__proto__", "__proto__: 1\n"],
  ["a number that is not exact", "a: 12345678901234567890\n"],
  ["a number of another kind", "a: 0x10\n"],
  ["a key that is no text", "true: 1\n"],
  ["no value", "a:\n"],
  ["no value between others", "a:\nb: 1\n"],
  ["several lines of text", "a: b\n  c\n"],
  ["a long key", `${"k".repeat(201)}: 1\n`],
  ["brackets without end", "a: [1\n"],
  ["brackets over lines", "a: [1,\n  2]\n"],
  ["too much depth in brackets", `a: ${"[".repeat(70)}${"]".repeat(70)}\n`],
  ["too much depth by lines", Array.from({ length: 70 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ["a list alone", "- a\n"],
  ["nothing", "# only this"],
  ["an indented map", "  a: 1\n"],
  ["more behind JSON", "{}\na"],
  ["more in a list", "a:\n  - b\n   c\n"],
])("leaves to the library: %s", (_what, text) => {
  expect(readSimpleYaml(text)).toBeUndefined();
});
