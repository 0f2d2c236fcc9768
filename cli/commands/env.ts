import { Command, Option } from "commander";
import { expiration } from "../../shared/present/expiration.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { addCredentialOptions, type CredentialOptions, readCredentialOptions } from "../get/credential-options.ts";
import { getCredentials } from "../get/get-credentials.ts";
import { type Shell, shellLines, shells } from "../get/shell-lines.ts";
import type { Outcome } from "../output/outcome.ts";

interface EnvOptions extends CredentialOptions {
  readonly shell: Shell;
  readonly cache: boolean;
}

/** `vend env URL --grant G`: credentials as lines for `eval`. */
export const envCommand: CommandFile = ({ io, answer }) =>
  addCredentialOptions(new Command("env"))
    .summary("get credentials, as lines for eval")
    .description('Prints lines that set credentials in a shell: eval "$(vend env ...)". They are not renewed there.')
    .addOption(new Option("--shell <shell>", "the shell that reads them").choices(shells).default("posix"))
    .option("--no-cache", "ask the service, and keep nothing on disk")
    .action(answer((url: string | undefined, options: EnvOptions) => printEnvironment(url, options, io)));

async function printEnvironment(url: string | undefined, options: EnvOptions, io: CliIo): Promise<Outcome> {
  const { shell, cache, ...asked } = options;
  const { credentials, notes } = await getCredentials(readCredentialOptions(url, asked, io.env), io, cache);
  const variables = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: expiration(credentials.expiresAtMs),
  };
  return { exitCode: exitCodes.fine, json: variables, text: () => shellLines(variables, shell), notes };
}
