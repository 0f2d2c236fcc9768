import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Command, InvalidArgumentError, Option } from "commander";
import { keepVended } from "../../clients/node/keep-vended.ts";
import { CliError } from "../cli-error.ts";
import type { CliIo } from "../cli-io.ts";
import type { CommandFile } from "../command-line.ts";
import { exitCodes } from "../exit-codes.ts";
import { addCredentialOptions, type CredentialOptions, readCredentialOptions } from "../get/credential-options.ts";
import { type Shell, shellLines, shells } from "../get/shell-lines.ts";
import type { Outcome } from "../output/outcome.ts";
import { answerContainer, containerPath } from "../serve/answer-container.ts";
import { answerMetadata } from "../serve/answer-metadata.ts";
import { childEnvironment } from "../serve/child-environment.ts";
import { lookAhead } from "../serve/look-ahead.ts";
import { noteRivalProfile } from "../serve/note-rival-profile.ts";
import { runCommand } from "../serve/run-command.ts";
import { startEndpoint } from "../serve/start-endpoint.ts";

interface ServeOptions extends CredentialOptions {
  readonly port: number;
  readonly imds?: true;
  readonly shell: Shell;
}

/** `vend serve URL --grant G [-- COMMAND ARGS]`: credentials on loopback, as SDKs find them by their environment. */
export const serveCommand: CommandFile = ({ io, answer, behindDashes, isJson }) =>
  addCredentialOptions(new Command("serve"))
    .summary("serve credentials to the SDKs on this machine")
    .description(
      "Serves credentials on 127.0.0.1 in the way that AWS SDKs look for them, renewed ahead of their end, and prints the environment\n" +
        "that leads there. With -- COMMAND ARGS it runs a command in that environment, and ends with the command's exit code.",
    )
    .usage("[options] [url] [-- command args...]")
    .option("--port <port>", "of 127.0.0.1; without: a free one", readPort, 0)
    .option("--imds", "be like the instance metadata of EC2, for what looks nowhere else")
    .addOption(new Option("--shell <shell>", "the shell that reads what is printed").choices(shells).default("posix"))
    .action(
      answer(async (url: string | undefined, options: ServeOptions) => {
        const [command, ...args] = behindDashes ?? [];
        if (behindDashes !== undefined && command === undefined) {
          throw new CliError("say a command behind --");
        }
        return await serve(url, options, io, async (variables) => {
          if (command !== undefined) {
            const note = await noteRivalProfile(io.env);
            if (note !== undefined) {
              io.writeError(`note: ${note}\n`);
            }
            return await runCommand([command, ...args], childEnvironment(io.env, variables));
          }
          const stopped = untilStopped();
          io.writeOut(isJson() ? `${JSON.stringify(variables, undefined, 2)}\n` : shellLines(variables, options.shell));
          return await stopped;
        });
      }),
    );

/** @param use what is done while the endpoint is there, with the variables that lead to it; gives the exit code */
async function serve(
  url: string | undefined,
  { port, imds, shell: _, ...asked }: ServeOptions,
  io: CliIo,
  use: (variables: Readonly<Record<string, string>>) => Promise<number>,
): Promise<Outcome> {
  const get = keepVended(readCredentialOptions(url, asked, io.env), (sentence) => io.writeError(`note: ${sentence}\n`));
  // What is refused now is not worth an endpoint.
  await get();
  const token = randomBytes(32).toString("base64url");
  const endpoint = await startEndpoint(port, imds === true ? answerMetadata(get) : answerContainer(get, token));
  const stopLooking = lookAhead(get);
  try {
    const variables: Readonly<Record<string, string>> =
      imds === true
        ? { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint.url, AWS_EC2_METADATA_V1_DISABLED: "true" }
        : {
            AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint.url + containerPath,
            AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
          };
    return { exitCode: await use(variables), json: undefined, text: () => "" };
  } finally {
    stopLooking();
    endpoint.close();
  }
}

async function untilStopped(): Promise<number> {
  const stopped = new AbortController();
  await Promise.race(
    ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal, { signal: stopped.signal })),
  );
  stopped.abort();
  return exitCodes.fine;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("Write a number from 0 to 65535.");
  }
  return port;
}
