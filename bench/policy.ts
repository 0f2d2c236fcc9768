import { type Figure, figure } from "./figure.ts";
import { measureDecisions } from "./measure-decisions.ts";
import { measureStart } from "./measure-start.ts";

/** What share of a linear scan's time a decision may take: of 100 grants a scan is cheap, and the index costs something too. */
const mostOfScan = new Map([
  [100, 1.5],
  [10_000, 0.01],
  [100_000, 0.001],
]);

/** The cost of a decision and of a start by the size of the map, each beside a plain linear scan of the same rules. */
export async function measurePolicy(): Promise<readonly Figure[]> {
  const start = await measureStart(10_000);
  const costs = measureDecisions([...mostOfScan.keys()]);
  const [smallest, largest] = [costs[0], costs.at(-1)];
  if (smallest === undefined || largest === undefined) {
    throw new Error("nothing was measured");
  }
  return [
    ...costs.map(({ grants, indexedUs, linearUs }) =>
      figure(`policy.decide.us.${grants}`, "us", indexedUs, linearUs * (mostOfScan.get(grants) ?? 1), linearUs),
    ),
    figure(
      "policy.decide.growth",
      "ratio",
      largest.indexedUs / smallest.indexedUs,
      2,
      largest.linearUs / smallest.linearUs,
    ),
    figure("policy.load.ms.10000", "ms", start.compiledMs, 10, start.linearMs),
  ];
}
