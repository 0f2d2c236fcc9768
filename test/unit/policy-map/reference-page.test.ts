import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fillPolicyMapReference } from "../../../build/fill-policy-map-reference.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { runMapTests } from "../../../shared/policy-map/run-map-tests.ts";

const page = readFileSync("docs/policy-map.md", "utf8");

type Sections = Readonly<Record<string, unknown>>;

const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);
const [first = ""] = examples;

/** A whole map is read as it is; a part of one takes the place of its sections in the page's first map. */
function mapOf(example: string): string {
  if (/^version:/m.test(example)) return example;
  const base = parse(first) as Sections;
  const part = parse(example, { merge: true }) as Sections;
  const sections = Object.entries(part).map(([name, section]) => {
    return [name, Array.isArray(section) ? section : { ...(base[name] as object), ...(section as object) }];
  });
  return JSON.stringify({ ...base, ...Object.fromEntries(sections) });
}

describe("docs/policy-map.md", () => {
  it("has the tables of the schema (node build/write-policy-map-reference.ts writes them)", () => {
    expect(fillPolicyMapReference(page)).toBe(page);
  });

  it("has a table for every part of the schema that it names, and no other place", () => {
    expect(page.match(/<!-- keys: /g)?.length).toBe(page.match(/<!-- end -->/g)?.length);
    expect(() => fillPolicyMapReference("<!-- keys: grants.*.wen -->\n<!-- end -->")).toThrow(
      "the schema has no wen there",
    );
  });

  it("has examples", () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  it.each(examples.map((text, index) => [index, text.slice(0, 60).replaceAll("\n", " "), text]))(
    "example %i is sound, and its tests pass: %s",
    (_index, _start, text) => {
      const readInclude = (name: string) => ({ text: "version: 1", name });
      const { document, tests } = readPolicyMap(mapOf(text), "docs/policy-map.md", { readInclude });
      expect(document.version).toBe(1);
      const results = runMapTests(document, tests, Date.UTC(2026, 9, 7));
      expect(results.filter(({ passed }) => !passed)).toEqual([]);
    },
  );

  it("links to headings that are there", () => {
    const headings = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
        text
          .toLowerCase()
          .replaceAll(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
      ),
    );
    for (const [, anchor = ""] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(headings).toContain(anchor);
  });
});
