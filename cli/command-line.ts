import { Command } from "commander";
import type { CliIo } from "./cli-io.ts";
import type { Outcome } from "./output/outcome.ts";
import { createPalette } from "./output/palette.ts";

/** One subcommand, in a file of its own under `commands/`. */
export type CommandFile = (line: CommandLine) => Command;

/** What a command file is given: the world, and how to answer. */
export interface CommandLine {
  readonly io: CliIo;
  /** Another program's command line, behind `--`; undefined where there is no `--`. */
  readonly behindDashes: readonly string[] | undefined;
  /** Whether `--json` was said; known once a command runs. */
  readonly isJson: () => boolean;
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
  behindDashes?: readonly string[],
): CommandLine & { readonly exitCode: () => number | undefined; readonly program: Command } {
  const program = new Command("vend");
  const isJson = () => program.opts()["json"] === true;
  let exitCode: number | undefined;
  return {
    io,
    behindDashes,
    isJson,
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
        if (!isJson()) {
          io.writeOut(outcome.text(createPalette(io.hasColours)));
        } else if (outcome.json !== undefined) {
          io.writeOut(`${JSON.stringify(outcome.json, undefined, 2)}\n`);
        }
      },
  };
}
