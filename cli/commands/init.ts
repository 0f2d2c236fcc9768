import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { pathOf, wordFailure } from "../input/read-text.ts";
import type { Outcome } from "../output/outcome.ts";

const starterMap = new URL("../init/starter-map.yaml", import.meta.url);

/** What stands in the starter map for the external ID: one that everybody has would be none. */
const placeholder = "made-at-random-by-init";

/** `vend init [FILE]`: a map to begin with. */
export const initCommand: CommandFile = ({ answer }) =>
  new Command("init")
    .summary("write a commented starter map")
    .description("Writes a commented starter map. It refuses to overwrite a file.")
    .argument("[file]", "where to write it, - for standard output", "policy-map.yaml")
    .option("--force", "overwrite a file that is there")
    .action(answer((location: string, options: { readonly force?: true }) => init(location, options)));

async function init(location: string, options: { readonly force?: true }): Promise<Outcome> {
  const text = fillIn(await readFile(starterMap, "utf8"));
  if (location === "-") {
    return { exitCode: exitCodes.fine, json: { map: text }, text: () => text };
  }
  const file = pathOf(location);
  try {
    await writeFile(file, text, { flag: options.force === true ? "w" : "wx" });
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    const reason = isThere ? "is there already; --force overwrites it" : `cannot be written: ${wordFailure(error)}`;
    throw new CliError(`${file} ${reason}`, { file }, error);
  }
  return {
    exitCode: exitCodes.fine,
    json: { file },
    text: () => `${file} is written. Next: npx vend check ${file}\n`,
  };
}

function fillIn(text: string): string {
  return text.replace(placeholder, randomBytes(16).toString("hex"));
}
