import { expect, test } from "vitest";
import { excerpt } from "./excerpt.ts";
import { printRows } from "./print-rows.ts";
import { printShown } from "./print-shown.ts";
import type { Row } from "./row.ts";
import { scenarioNames } from "./scenarios.ts";
import { writeDocs } from "./write-docs.ts";

const row: Row = {
  sdk: "boto3",
  version: "boto3 1.44.8",
  way: "environment",
  scenario: "first",
  outcome: "passed",
  observed: { attempts: 1, tookMs: 349, arns: ["arn"], shown: undefined },
  notes: [],
};
const refused: Row = {
  ...row,
  scenario: "403",
  outcome: "failed",
  observed: { attempts: 3, tookMs: 3_049, arns: [undefined], shown: "status | `403`" },
  notes: ["the error says nothing"],
};
const missing: readonly Row[] = scenarioNames.map((scenario) => ({
  ...row,
  sdk: "php",
  version: "",
  scenario,
  outcome: "skipped",
  observed: undefined,
  notes: ["it cannot be had"],
}));

test("one line for an SDK and a way, one column for a scenario", () => {
  expect(printRows([row, refused, { ...row, way: "STS" }, ...missing]).split("\n")).toEqual([
    "| SDK | way | first | refresh | 401 | 403 | 429 | 503 | slow | garbage |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    "| boto3: boto3 1.44.8 | environment | pass: 1 × in 0.3 s |  |  | **FAIL**: 3 × in 3.0 s * |  |  |  |  |",
    "| boto3: boto3 1.44.8 | STS | pass: 1 × in 0.3 s |  |  |  |  |  |  |  |",
    `| php | environment |${" skipped * |".repeat(8)}`,
  ]);
});

test("what is shown, once for all scenarios that it is shown in", () => {
  expect(printShown([row, refused, { ...refused, scenario: "401" }, ...missing]).split("\n")).toEqual([
    "| SDK, way | scenario | what is shown; what is noted |",
    "| --- | --- | --- |",
    "| boto3, environment | 403, 401 | `status \\| '403'`; the error says nothing |",
    "| php, environment | all | it cannot be had |",
  ]);
});

test("a long message is cut, but not what it says of the refusal", () => {
  const long = `chain: ${"provider, ".repeat(100)}NotGranted: No such grant for this caller ${"x".repeat(900)}`;
  const text = excerpt(long, "403");
  expect(text).toMatch(/^chain: provider,.* \.\.\. .*NotGranted: No such grant for this caller x+ \.\.\.$/);
  expect(text.length).toBeLessThan(320);
  expect(excerpt("short", "403")).toBe("short");
  expect(excerpt(`NotGranted ${"x".repeat(400)}`, "403")).toMatch(/^NotGranted x+ \.\.\.$/);
  expect(excerpt(`${"x".repeat(400)}end`, "garbage")).toMatch(/^x{80} \.\.\. x{197}end$/);
});

test("a page's tables are replaced between their markers, and nothing else", () => {
  const page = "a\n<!-- calls -->\nold\n<!-- /calls -->\nb <!-- shown --><!-- /shown -->\n";
  expect(writeDocs(page, { calls: "| 1 |", shown: "| 2 |" })).toBe(
    "a\n<!-- calls -->\n\n| 1 |\n\n<!-- /calls -->\nb <!-- shown -->\n\n| 2 |\n\n<!-- /shown -->\n",
  );
  expect(() => writeDocs("nothing", { calls: "" })).toThrow("no markers for calls");
});
