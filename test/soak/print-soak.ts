import type { MemorySample } from "./memory-sample.ts";
import type { SoakReport } from "./soak-report.ts";

/** So many rows of samples are enough to see a line. */
const sampleRows = 10;

/** What a soak has seen, as tables. */
export function printSoak(report: SoakReport): string {
  const { latencyMs, memory, flaws, samples } = report;
  const facts: readonly (readonly [string, string])[] = [
    ["time", `${report.minutes.toFixed(1)} min, in which ${report.clockHours.toFixed(1)} h passed by the clock`],
    ["requests", `${report.requests} of ${report.subjects} callers, and of some without a right`],
    ["sessions", `${report.sessions} given; ${report.stsCalls} calls of STS, ${report.stsThrottled} of them throttled`],
    ["changes meanwhile", `${report.mapVersions} maps, ${report.keyRotations} new signing keys`],
    ["answers", `p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms, slowest ${latencyMs.slowest} ms`],
    ["processor", `${report.serviceCores.toFixed(2)} of a core, the local gateway included`],
    ["rounds in which the machine stood still", `${report.stalledRounds} of ${report.rounds}`],
    ["memory, second half", memory === undefined ? "too short to tell" : growth(memory)],
  ];
  const found = Object.entries(flaws).map(([flaw, count]) => `- ${count} × ${flaw}`);
  return [
    "| request | asked | answers |",
    "| --- | --- | --- |",
    ...Object.entries(report.kinds).map(printKind),
    "",
    "| | |",
    "| --- | --- |",
    ...facts.map(([what, value]) => `| ${what} | ${value} |`),
    "",
    "| after | rss | heap after a collection |",
    "| --- | --- | --- |",
    ...thinned(samples).map(
      ({ atSeconds, rssMb, heapMb }) => `| ${atSeconds} s | ${rssMb.toFixed(0)} MB | ${heapMb.toFixed(1)} MB |`,
    ),
    "",
    ...(found.length === 0 ? ["Everything was as it must be."] : ["What was not as it must be:", "", ...found]),
  ].join("\n");
}

function printKind([kind, statuses]: readonly [string, Readonly<Record<string, number>>]): string {
  const asked = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  return `| ${kind} | ${asked} | ${answers.join(", ")} |`;
}

function growth({ rssGrowthPercent, heapGrowthPercent }: NonNullable<SoakReport["memory"]>): string {
  return `rss ${rssGrowthPercent.toFixed(1)} %, heap ${heapGrowthPercent.toFixed(1)} %`;
}

function thinned(samples: readonly MemorySample[]): readonly MemorySample[] {
  const step = Math.max(1, Math.ceil(samples.length / sampleRows));
  return samples.filter((_, at) => at % step === 0 || at === samples.length - 1);
}
