import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runStack } from "../support/run-stack.ts";
import { warmStack } from "../support/warm-stack.ts";
import { installSdk } from "./install-sdk.ts";
import { printRows } from "./print-rows.ts";
import { printShown } from "./print-shown.ts";
import type { Row } from "./row.ts";
import { sdks } from "./sdks.ts";
import { trySdk } from "./try-sdk.ts";
import { writeDocs } from "./write-docs.ts";

/*
 * npm run test:conformance -- [--only SDK]... [--json FILE] [--docs]
 *
 * Gets AWS's SDKs from their registries and plays what can go well and wrong with each, over the local stack. `--only` takes the
 * names of some, `--json` writes the rows, `--docs` puts the tables into docs/conformance.md. Exit code: 0 where every promise is
 * kept, 1 where one is broken, 2 for a command that is wrong.
 */
const page = "docs/conformance.md";
const { only = [], json, docs = false } = readCommand();
const unknown = only.filter((name) => !sdks.some((sdk) => sdk.name === name));
if (unknown.length > 0) fail(`there is no ${unknown.join(", ")}; there are ${sdks.map(({ name }) => name).join(", ")}`);
if (docs && only.length > 0) fail("the page is of all SDKs: --docs without --only");

const chosen = sdks.filter(({ name }) => only.length === 0 || only.includes(name));
const folder = await mkdtemp(join(tmpdir(), "vend-conformance-"));
const startedMs = performance.now();
const stack = await runStack();
const rows: Row[] = [];
try {
  await warmStack(stack);
  // Got all at once, tried one by one as they come: trying is mostly waiting, but some wait for no more than a second.
  let turn = Promise.resolve<unknown>(undefined);
  const tried = chosen.map(async (sdk) => {
    const installed = await installSdk(sdk, folder);
    const gotAfter = seconds();
    const mustBe = sdk.isRequired === true && process.env["CONFORMANCE_REQUIRED"] === "1";
    const ofSdk = turn.then(() => trySdk(sdk, installed, stack, mustBe));
    turn = ofSdk;
    const found = await ofSdk;
    console.log(`${sdk.name} was there after ${gotAfter} s, and tried after ${seconds()} s`);
    return found;
  });
  rows.push(...(await Promise.all(tried)).flat());
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}

const tables = { calls: printRows(rows), shown: printShown(rows) };
console.log(`\n${tables.calls}\n\n${tables.shown}\n`);
for (const { sdk, way, scenario, outcome, notes } of rows) {
  if (outcome === "failed") console.log(`FAILED ${sdk}, ${way}, ${scenario}: ${notes.join("; ")}`);
}
if (json !== undefined) await writeFile(json, `${JSON.stringify({ rows }, undefined, 2)}\n`);
if (docs) await writeFile(page, writeDocs(await readFile(page, "utf8"), tables));
const count = (outcome: Row["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
process.exitCode = count("failed") === 0 ? 0 : 1;

function seconds(): number {
  return Math.round((performance.now() - startedMs) / 1_000);
}

function readCommand() {
  try {
    return parseArgs({
      options: {
        only: { type: "string", multiple: true },
        json: { type: "string" },
        docs: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  console.error(`conformance: ${message}`);
  process.exit(2);
}
