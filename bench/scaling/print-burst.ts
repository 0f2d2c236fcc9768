import type { Burst, Outcome } from "./simulate-burst.ts";

/** The head of the table, and the line below it. */
export const burstHead = [
  "| callers | within | sessions | set-up | retries | served | p50 | p99 | STS calls | instances | throttled by API | by Lambda | by STS |",
  "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
] as const;

/** One row of it. */
export function printBurst({ callers, withinSeconds, sessions, setUp, retries }: Burst, outcome: Outcome): string {
  const { served, p50Ms, p99Ms, stsCalls, instances, byApi, byLambda, bySts } = outcome;
  const share = `${Math.floor((served / callers) * 1_000) / 10} %`;
  const asked = [count(callers), `${withinSeconds} s`, sessions, setUp.name, retries.name];
  const seen = [share, seconds(p50Ms), seconds(p99Ms), ...[stsCalls, instances, byApi, byLambda, bySts].map(count)];
  return `| ${[...asked, ...seen].join(" | ")} |`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function seconds(timeMs: number): string {
  return Number.isNaN(timeMs) ? "" : `${(timeMs / 1_000).toFixed(timeMs < 10_000 ? 2 : 0)} s`;
}
