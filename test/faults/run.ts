import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Fault, faults } from "./faults.ts";
import { judgeScenario } from "./judge-scenario.ts";
import type { Observed, Seen } from "./observed.ts";

/** Breaks what the service depends on, one thing after another, under load; prints and writes what callers saw. */
const run = promisify(execFile);
const scenario = fileURLToPath(new URL("run-scenario.ts", import.meta.url));
const page = fileURLToPath(new URL("../../docs/faults.md", import.meta.url));
const [opening, closing] = ["<!-- faults -->", "<!-- /faults -->"] as const;

async function observe(position: number): Promise<Observed> {
  const options = { timeout: 30_000, maxBuffer: 64 * 1024 * 1024 };
  const { stderr } = await run(process.execPath, [scenario, String(position)], options);
  return JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as Observed;
}

function describeSeen({ requests, failures, slowestMs }: Seen): string {
  const refused = Object.entries(failures).map(([failure, count]) => `${count} × ${failure}`);
  return `${refused.length === 0 ? `all ${requests} served` : `${refused.join(", ")} of ${requests}`}; ${slowestMs} ms`;
}

function describeRow(fault: Fault, observed: Observed, broken: readonly string[]): string {
  const { known, fresh, afterwards, calls } = observed;
  const cells = [
    fault.at,
    fault.name,
    describeSeen(known),
    describeSeen(fresh),
    String(calls),
    describeSeen(afterwards),
    broken.length === 0 ? "kept" : `BROKEN: ${broken.join("; ")}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** A machine that stood still for this long says nothing of ours: what it broke is tried once more. */
const stallMs = 60;
const mostTries = 3;

async function judge(position: number, fault: Fault): Promise<{ observed: Observed; broken: readonly string[] }> {
  for (let tries = 1; ; tries += 1) {
    const observed = await observe(position);
    const broken = judgeScenario(fault, observed);
    if (broken.length === 0 || observed.stalledMs < stallMs || tries === mostTries) return { observed, broken };
  }
}

const rows: string[] = [];
let brokenPromises = 0;
for (const [position, fault] of faults.entries()) {
  const { observed, broken } = await judge(position, fault);
  brokenPromises += broken.length;
  const row = describeRow(fault, observed, broken);
  console.log(row);
  rows.push(row);
}
const head = [
  "| what is broken | how | callers with a session; slowest | new callers; slowest | calls that reached it | after 20 s; slowest | promises |",
  "| --- | --- | --- | --- | --- | --- | --- |",
];
const text = readFileSync(page, "utf8");
const [start, end] = [text.indexOf(opening), text.indexOf(closing)];
if (start < 0 || end < start) throw new Error(`${page} has no markers`);
if (process.argv.includes("--write")) {
  writeFileSync(
    page,
    `${text.slice(0, start + opening.length)}\n\n${[...head, ...rows].join("\n")}\n\n${text.slice(end)}`,
  );
}
process.exitCode = brokenPromises === 0 ? 0 : 1;
