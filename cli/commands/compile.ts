import { Command } from "commander";
import { checkMap, checkOutcome } from "../check/check-map.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadMap, mapArgument, pathArgument } from "../input/load-map.ts";
import { modeOfMap } from "../input/mode-of-map.ts";
import { pathOf } from "../input/read-text.ts";
import type { Outcome } from "../output/outcome.ts";
import { writeAsPrivate } from "../output/write-as-private.ts";
import { compileMap } from "../publish/compile-map.ts";

interface CompileOptions {
  readonly output: string;
  readonly strict?: true;
}

/** `vend compile MAP -o FILE`: the form that a service loads in milliseconds. */
export const compileCommand: CommandFile = ({ io, answer }) =>
  new Command("compile")
    .summary("write the compiled form that a service loads fast")
    .description(
      "Checks a map and writes it compiled: one JSON file with its digest, which a service loads without parsing YAML.\n" +
        "Exit code 1, and nothing written, where check would find an error.",
    )
    .argument("<map>", mapArgument)
    .requiredOption("-o, --output <file>", pathArgument)
    .option("--strict", "warnings fail too")
    .action(answer((location: string, options: CompileOptions) => compile(location, options, io)));

async function compile(location: string, options: CompileOptions, io: CliIo): Promise<Outcome> {
  const map = await loadMap(location, io);
  const report = checkMap(map, options.strict === true);
  if (!report.isFine) {
    return checkOutcome(report);
  }
  const { text, digest } = compileMap(map);
  const isToOutput = options.output === "-";
  const bytes = Buffer.byteLength(text);
  if (!isToOutput) {
    await writeAsPrivate(pathOf(options.output), text, await modeOfMap(map));
  }
  return {
    exitCode: exitCodes.fine,
    json: { file: isToOutput ? undefined : pathOf(options.output), digest, bytes, grants: report.grants },
    text: () => (isToOutput ? text : `${pathOf(options.output)}: version ${digest}, ${bytes} bytes\n`),
  };
}
