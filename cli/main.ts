import { CommanderError } from "commander";
import { VendError } from "../clients/node/vend-error.ts";
import type { CliIo } from "./cli-io.ts";
import { type CommandFile, createCommandLine } from "./command-line.ts";
import { exitCodes } from "./exit-codes.ts";
import { describeError } from "./output/describe-error.ts";

/** In the order of `vend --help`. Loaded when they are meant: all of them take a quarter of a second, which the AWS CLI would wait for with each `aws`. */
const commands: Readonly<Record<string, () => Promise<CommandFile>>> = {
  init: async () => (await import("./commands/init.ts")).initCommand,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  explain: async () => (await import("./commands/explain.ts")).explainCommand,
  test: async () => (await import("./commands/test.ts")).testCommand,
  diff: async () => (await import("./commands/diff.ts")).diffCommand,
  trust: async () => (await import("./commands/trust.ts")).trustCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
  report: async () => (await import("./commands/report.ts")).reportCommand,
  compile: async () => (await import("./commands/compile.ts")).compileCommand,
  publish: async () => (await import("./commands/publish.ts")).publishCommand,
  rollback: async () => (await import("./commands/rollback.ts")).rollbackCommand,
  "rotate-external-id": async () => (await import("./commands/rotate-external-id.ts")).rotateExternalIdCommand,
  revoke: async () => (await import("./commands/revoke.ts")).revokeCommand,
  who: async () => (await import("./commands/who.ts")).whoCommand,
  trail: async () => (await import("./commands/trail.ts")).trailCommand,
  schema: async () => (await import("./commands/schema.ts")).schemaCommand,
  get: async () => (await import("./commands/get.ts")).getCommand,
  env: async () => (await import("./commands/env.ts")).envCommand,
  serve: async () => (await import("./commands/serve.ts")).serveCommand,
  version: async () => (await import("./commands/version.ts")).versionCommand,
};

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
  const words = versionFlags.includes(ours[0]) ? ["version", ...ours.slice(1)] : ours;
  try {
    for (const load of meantBy(words)) {
      const command = await load();
      program.addCommand(command(line).copyInheritedSettings(program));
    }
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

/** The one command that is named; all of them where none is, for help or for what is no command. */
function meantBy(words: readonly string[]): readonly (() => Promise<CommandFile>)[] {
  const name = words.find((word) => !word.startsWith("-")) ?? "";
  const meant = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return meant === undefined ? Object.values(commands) : [meant];
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
