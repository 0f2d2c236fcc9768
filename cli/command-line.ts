import { Command } from "commander";
import type { CliIo } from "./cli-io.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Outcome } from "./output/outcome.ts";
import { createPalette } from "./output/palette.ts";

/** One subcommand, in a file of its own under `commands/`. */
export type CommandFile = (line: CommandLine) => Command;

/** What a command file is given: the world, and how to answer. */
export interface CommandLine {
  readonly io: CliIo;
  /**
   * Makes the action of a command: does the work and prints what it came to, as text or as JSON.
   * @param work gets the arguments and the options as commander has them
   */
  readonly answer: <Given extends unknown[]>(
    work: (...given: Given) => Outcome | Promise<Outcome>,
  ) => (...given: [...Given, Command]) => Promise<void>;
}

/** Makes what command files are given, and tells what the one that ran came to. */
export function createCommandLine(
  io: CliIo,
): CommandLine & { readonly exitCode: () => ExitCode | undefined; readonly program: Command } {
  const program = new Command("vend");
  let exitCode: ExitCode | undefined;
  return {
    io,
    program,
    exitCode: () => exitCode,
    answer:
      (work) =>
      async (...given) => {
        // Commander puts the command itself last, behind what the command declares.
        const outcome = await work(...(given.slice(0, -1) as Parameters<typeof work>));
        exitCode = outcome.exitCode;
        for (const note of outcome.notes ?? []) {
          io.writeError(`note: ${note}\n`);
        }
        io.writeOut(
          program.opts()["json"] === true
            ? `${JSON.stringify(outcome.json, undefined, 2)}\n`
            : outcome.text(createPalette(io.hasColours)),
        );
      },
  };
}
