import { describe, expect, test } from "vitest";
import { lintTable } from "../../../../shared/policy-map/lint/lint-table.ts";
import { documentedLints, lintsOf } from "./lint-examples.ts";

/** A lint about size: its example stands for one grant of many. */
function inALargeMap(example: string): string {
  const grant = example.replace(/^grants:\n {2}job:\n/, "");
  const names = Array.from({ length: 1_001 }, (_, index) => `  job-${index}:\n${grant}`);
  return `grants:\n${names.join("\n")}`;
}

describe("docs/lints.md", () => {
  const documented = documentedLints();

  test("has a section for each lint, in the order of the table, with its level", () => {
    const sections = documented.map(({ lint, level }) => [lint, level]);
    expect(Object.fromEntries(sections)).toEqual(
      Object.fromEntries(Object.entries(lintTable).map(([lint, { level }]) => [lint, level])),
    );
  });

  test.each(documented)("$lint fires on its example, and just does not on the other", ({ lint, fires, silent }) => {
    const place = lint === "unindexed-grants" ? inALargeMap : (example: string) => example;
    expect(lintsOf(place(fires))).toContain(lint);
    expect(lintsOf(place(silent))).not.toContain(lint);
  });

  test("the map that the examples are a part of has no findings", () => {
    expect(lintsOf("")).toEqual([]);
  });
});
