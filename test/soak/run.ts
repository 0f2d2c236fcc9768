import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { shiftClock } from "../faults/shift-clock.ts";

/*
 * npm run test:soak -- [--minutes N] [--json FILE] [--write]
 *
 * Steady mixed load on the whole local stack, every answer judged, memory watched. Ends by itself. Exit code: 0 where everything was as it
 * must be, 1 where something was not, 2 for a command that is wrong. `--write` puts the tables into docs/soak.md.
 */
const moveClock = shiftClock();
const { runSoak } = await import("./run-soak.ts");
const { printSoak } = await import("./print-soak.ts");

const page = fileURLToPath(new URL("../../docs/soak.md", import.meta.url));
const [opening, closing] = ["<!-- soak -->", "<!-- /soak -->"] as const;

const { values } = readCommand();
const minutes = Number(values.minutes ?? "10");
if (!(minutes > 0 && minutes <= 24 * 60)) fail("--minutes takes a number from 0 to 1440");
const report = await runSoak({ minutes, requestsPerSecond: 60, subjects: 2_000, moveClock });
const tables = printSoak(report);
console.log(tables);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
if (values.write) {
  const text = readFileSync(page, "utf8");
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (start < 0 || end < start) throw new Error(`${page} has no markers`);
  writeFileSync(page, `${text.slice(0, start + opening.length)}\n\n${tables}\n\n${text.slice(end)}`);
}
process.exit(Object.keys(report.flaws).length === 0 ? 0 : 1);

function readCommand() {
  try {
    return parseArgs({
      options: { minutes: { type: "string" }, json: { type: "string" }, write: { type: "boolean" } },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(why: string): never {
  console.error(`soak: ${why}`);
  process.exit(2);
}
