import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  besides,
  cachedRequests,
  monthly,
  perMillionCached,
  perMillionMinted,
} from "../../../bench/costs/cost-of-requests.ts";
import { fillCosts } from "../../../bench/costs/fill-costs.ts";
import { demandOf } from "../../../bench/costs/stages-of-growth.ts";

const page = readFileSync(new URL("../../../docs/scaling.md", import.meta.url), "utf8");

/** What a formula of the page comes to, computed from its text: numbers, `×`, `+`, `−`, `/` and brackets. */
function compute(formula: string): number {
  const plain = formula
    .replaceAll("10⁶", "1000000")
    .replaceAll(/\$| (?:s|h|GB)(?= |$)|(?<=[\d)]) B(?= )|(?: (?:read|write) units?)|(?<=\d),(?=\d{3})/g, "")
    .replaceAll("/GB", "/1000000000")
    .replaceAll("×", "*")
    .replaceAll("−", "-");
  expect(plain, formula).toMatch(/^[\d.+\-*/() ]+$/);
  return Number(new Function(`return (${plain})`)());
}

describe("costs in docs/scaling.md", () => {
  test("are those of the formulas and prices (node build/write-costs.ts writes them)", () => {
    expect(fillCosts(page)).toBe(page);
  });

  test.each([...cachedRequests, ...besides, ...monthly])("$what is what its formula says", ({ formula, dollars }) => {
    expect(compute(formula)).toBeCloseTo(dollars, 6);
  });

  test("add up", () => {
    const sum = cachedRequests.reduce((total, { formula }) => total + compute(formula), 0);
    expect(perMillionCached).toBeCloseTo(sum, 6);
    expect(perMillionMinted - perMillionCached).toBeCloseTo(0.8, 3);
  });

  test("a page without their places is an error", () => {
    expect(() => fillCosts("# Scaling")).toThrow("no place for costs requests");
  });
});

test("a size asks of the service what its callers ask", () => {
  const demand = demandOf({ name: "one", accounts: "1", callers: 3_600, sessions: 1_200 });
  expect(demand).toMatchObject({ requestsPerSecond: 2, leastMintsPerSecond: 1, burstRequestsPerSecond: 60 });
  expect(demand.burstMintsPerSecond).toBe(20);
  expect(demand.burstConcurrency).toBe(4);
  expect(demand.dollarsPerMonth).toBeCloseTo(2 * 730 * 3_600 * 1e-6 * perMillionCached, 9);
});
