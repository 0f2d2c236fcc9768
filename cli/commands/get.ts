import { Command, Option } from "commander";
import { type Format, formats } from "../../shared/model/format.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { addCredentialOptions, type CredentialOptions, readCredentialOptions } from "../get/credential-options.ts";
import { getCredentials } from "../get/get-credentials.ts";
import { presentCredentials } from "../get/present-credentials.ts";
import type { Outcome } from "../output/outcome.ts";

interface GetOptions extends CredentialOptions {
  readonly format: Format;
  readonly cache: boolean;
}

/** `vend get URL --grant G`: credentials, in the shape of a `credential_process`. */
export const getCommand: CommandFile = ({ io, answer }) =>
  addCredentialOptions(new Command("get"))
    .summary("get credentials, for credential_process")
    .description(
      "Prints credentials of a grant, kept in your cache folder until they are to be renewed.\n" +
        "Exit code 1 where the service refuses them, 2 where it cannot be asked.",
    )
    .addOption(new Option("--format <format>", "the shape").choices(formats).default("process"))
    .option("--no-cache", "ask the service, and keep nothing on disk")
    .action(answer((url: string | undefined, options: GetOptions) => get(url, options, io)));

async function get(url: string | undefined, options: GetOptions, io: CliIo): Promise<Outcome> {
  const { format, cache, ...asked } = options;
  const { credentials, notes } = await getCredentials(readCredentialOptions(url, asked, io.env), io, cache);
  const text = presentCredentials(credentials, format, io.now());
  return {
    exitCode: exitCodes.fine,
    json: JSON.parse(format === "env" ? presentCredentials(credentials, "process", io.now()) : text),
    text: () => (text.endsWith("\n") ? text : `${text}\n`),
    notes,
  };
}
