import { expect, test } from "vitest";
import { figure } from "../../../bench/figure.ts";
import { generateDocument } from "../../../bench/generate-document.ts";
import { linearScan } from "../../../bench/linear-scan.ts";
import { matchingRequest } from "../../../bench/matching-request.ts";
import { median } from "../../../bench/median.ts";
import { printFigures } from "../../../bench/print-figures.ts";
import { writeDocs } from "../../../bench/write-docs.ts";
import { compilePolicyMap } from "../../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../../shared/authorize/decide-grant.ts";

test("every grant of a generated map is what its request is decided for, by index and by scan", () => {
  const document = generateDocument(100);
  const [indexed, scanned] = [compilePolicyMap(document, ""), linearScan(document)];
  for (const grant of document.grants) {
    const { caller, ask, facts } = matchingRequest(document, grant);
    const decision = decideGrant(indexed, caller, ask, facts);
    expect(decision.assumption.grant).toBe(grant.name);
    expect(decideGrant(scanned, caller, ask, facts)).toEqual(decision);
  }
});

test("a scan looks at every rule, and finds grants by name", () => {
  const document = generateDocument(20);
  const map = linearScan(document);
  const { caller } = matchingRequest(document, document.grants[7] ?? (document.grants[0] as never));
  expect(map.candidateGrants(caller)).toHaveLength(20);
  expect(map.candidateDenials(caller)).toHaveLength(document.deny.length);
  expect(map.findGrant("grant-000007")?.position).toBe(7);
  expect(map.issuers.size).toBe(document.issuers.length);
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], Number.NaN],
])("the median of %j is %d", (values, middle) => {
  expect(median(values)).toBe(middle);
});

test("a figure holds up to its bound", () => {
  expect(figure("a", "ms", 10, 10, 152.3456)).toEqual({
    name: "a",
    value: 10,
    unit: "ms",
    bound: 10,
    holds: true,
    reference: 152,
  });
  expect(figure("a", "ms", 10.001, 10, 1)).toMatchObject({ value: 10, holds: false });
  expect(figure("a", "ms", Number.NaN, 10, 1).holds).toBe(false);
});

test("the table takes its place in the page, and only there", () => {
  const table = printFigures([figure("a.b", "us", 1, 2, 3), figure("c", "us", 3, 2, 3)]);
  expect(table.split("\n")).toEqual([
    "| figure | value | bound | holds | reference |",
    "| ------ | ----- | ----- | ----- | --------- |",
    "| a.b    | 1 us  | 2 us  | yes   | 3 us      |",
    "| c      | 3 us  | 2 us  | NO    | 3 us      |",
  ]);
  const page = "before\n<!-- bench policy -->old<!-- /bench policy -->\nafter\n";
  const written = writeDocs(page, "policy", table);
  expect(written).toBe(`before\n<!-- bench policy -->\n\n${table}\n\n<!-- /bench policy -->\nafter\n`);
  expect(writeDocs(written, "policy", table)).toBe(written);
  expect(() => writeDocs(page, "vend", table)).toThrow("no markers for the suite vend");
});
