import { Command } from "commander";
import packageFile from "../../package.json" with { type: "json" };
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";

/** `vend version`: which one this is. */
export const versionCommand: CommandFile = ({ answer }) =>
  new Command("version")
    .summary("print the version of this program")
    .description("Prints the version of this program, as vend --version does.")
    .action(
      answer(() => {
        const { version } = packageFile;
        return { exitCode: exitCodes.fine, json: { version }, text: () => `${version}\n` };
      }),
    );
