import { CommanderError } from "commander";
import { VendError } from "../clients/node/vend-error.ts";
import type { CliIo } from "./cli-io.ts";
import { type CommandFile, createCommandLine } from "./command-line.ts";
import { checkCommand } from "./commands/check.ts";
import { compileCommand } from "./commands/compile.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { envCommand } from "./commands/env.ts";
import { explainCommand } from "./commands/explain.ts";
import { getCommand } from "./commands/get.ts";
import { initCommand } from "./commands/init.ts";
import { publishCommand } from "./commands/publish.ts";
import { reportCommand } from "./commands/report.ts";
import { revokeCommand } from "./commands/revoke.ts";
import { rollbackCommand } from "./commands/rollback.ts";
import { schemaCommand } from "./commands/schema.ts";
import { serveCommand } from "./commands/serve.ts";
import { testCommand } from "./commands/test.ts";
import { trustCommand } from "./commands/trust.ts";
import { versionCommand } from "./commands/version.ts";
import { exitCodes } from "./exit-codes.ts";
import { describeError } from "./output/describe-error.ts";

/** In the order of `vend --help`. */
const commands: readonly CommandFile[] = [
  initCommand,
  checkCommand,
  explainCommand,
  testCommand,
  diffCommand,
  trustCommand,
  doctorCommand,
  reportCommand,
  compileCommand,
  publishCommand,
  rollbackCommand,
  revokeCommand,
  schemaCommand,
  getCommand,
  envCommand,
  serveCommand,
  versionCommand,
];

/** Only as the first word: an option of the whole program would take `--version ID` away from `rollback`. */
const versionFlags: readonly (string | undefined)[] = ["-V", "--version"];

/**
 * Runs one command line.
 * @param args without the program's own name
 * @returns the exit code; never throws
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const { ours, behindDashes } = splitAtDashes(args);
  const line = createCommandLine(io, behindDashes);
  const { program } = line;
  const isJson = ours.includes("--json");
  program
    .description("The credential vending API: its policy map (check, ask, compare, publish), and credentials from it.")
    .option("--json", "print one JSON document; errors too, on standard error")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: io.writeOut,
      // Said once, below, in the form that was asked for.
      writeErr: isJson ? () => undefined : io.writeError,
      getOutHasColors: () => io.hasColours,
      getErrHasColors: () => false,
      ...(io.columns !== undefined && { getOutHelpWidth: () => io.columns as number }),
    })
    .exitOverride();
  for (const command of commands) {
    program.addCommand(command(line).copyInheritedSettings(program));
  }
  const words = versionFlags.includes(ours[0]) ? ["version", ...ours.slice(1)] : ours;
  try {
    await program.parseAsync(words, { from: "user" });
    return line.exitCode() ?? exitCodes.fine;
  } catch (error) {
    if (error instanceof CommanderError) {
      return endOfCommander(error, isJson, io);
    }
    io.writeError(describeError(error, isJson));
    return error instanceof VendError && error.isRefusal ? exitCodes.no : exitCodes.unusable;
  }
}

/** Only `serve` runs another program; to all other commands `--` says that what follows are no options. */
function splitAtDashes(args: readonly string[]): {
  readonly ours: readonly string[];
  readonly behindDashes: readonly string[] | undefined;
} {
  const dashes = args.indexOf("--");
  const isServe = args.slice(0, Math.max(0, dashes)).find((word) => !word.startsWith("-")) === "serve";
  return isServe
    ? { ours: args.slice(0, dashes), behindDashes: args.slice(dashes + 1) }
    : { ours: args, behindDashes: undefined };
}

/** Help is an answer; all else that commander throws is wrong usage, which it has printed already. */
function endOfCommander(error: CommanderError, isJson: boolean, io: CliIo): number {
  if (error.exitCode === 0) {
    return exitCodes.fine;
  }
  if (isJson) {
    io.writeError(describeError(error, true));
  }
  return exitCodes.unusable;
}
