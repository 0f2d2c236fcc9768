import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Figure } from "./figure.ts";
import { printFigures } from "./print-figures.ts";
import { writeDocs } from "./write-docs.ts";

/*
 * npm run bench -- SUITE [--only PART] [--json FILE] [--docs]
 *
 * Prints the suite's figures as a table. `--json` writes them as {"figures": [{name, value, unit, bound, holds, reference}]},
 * `--docs` puts the table into docs/performance.md, `--only` measures one part of the suite `vend`. Exit code: 0 where every
 * bound holds, 1 where one does not, 2 for a command that is wrong.
 */
const suites: Readonly<Record<string, (only?: string) => Promise<readonly Figure[]>>> = {
  oracle: async () => (await import("./oracle.ts")).measureOracle(),
  policy: async () => (await import("./policy.ts")).measurePolicy(),
  vend: async (only) => (await import("./vend/measure-vend.ts")).measureVend(only),
};

const { values, positionals } = readCommand();
const [name = ""] = positionals;
const measure = Object.hasOwn(suites, name) ? suites[name] : undefined;
if (measure === undefined || positionals.length !== 1) {
  fail(`name one suite: ${Object.keys(suites).join(", ")}`);
}
if (values.only !== undefined && (name !== "vend" || values.docs)) {
  fail("--only is for the suite vend, and not for --docs: its table is that of all parts");
}
const figures = await measure(values.only).catch((error) => {
  throw error instanceof RangeError ? fail(error.message) : error;
});
console.log(printFigures(figures));
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ figures }, undefined, 2)}\n`);
}
if (values.docs) {
  const page = "docs/performance.md";
  await writeFile(page, writeDocs(await readFile(page, "utf8"), name, printFigures(figures)));
}
process.exitCode = figures.every(({ holds }) => holds) ? 0 : 1;

function readCommand() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { only: { type: "string" }, json: { type: "string" }, docs: { type: "boolean" } },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  console.error(`bench: ${message}`);
  process.exit(2);
}
