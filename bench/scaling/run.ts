import { readFile, writeFile } from "node:fs/promises";
import { bursts } from "./bursts.ts";
import { burstHead, printBurst } from "./print-burst.ts";
import { simulateBurst } from "./simulate-burst.ts";

/*
 * npm run simulate [-- --docs]
 *
 * Prints what becomes of each burst of callers; `--docs` puts the table into docs/scaling.md.
 */
const page = "docs/scaling.md";
const [opening, closing] = ["<!-- bench scaling -->", "<!-- /bench scaling -->"];

const table = [...burstHead, ...bursts.map((burst) => printBurst(burst, simulateBurst(burst)))].join("\n");
console.log(table);
if (process.argv.includes("--docs")) {
  const text = await readFile(page, "utf8");
  const [start, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (start < 0 || end < start) throw new Error(`${page} has no markers for the table`);
  await writeFile(page, `${text.slice(0, start + opening.length)}\n\n${table}\n\n${text.slice(end)}`);
}
