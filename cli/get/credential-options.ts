import { type Command, InvalidArgumentError } from "commander";
import { describeFailure } from "../../clients/node/describe-failure.ts";
import { readSettings } from "../../clients/node/read-settings.ts";
import type { Environment, Settings } from "../../clients/node/settings.ts";
import { readDuration } from "../input/read-duration.ts";
import { readParameter } from "../input/read-parameter.ts";

/** What says which credentials: the same for all commands that get some. */
export interface CredentialOptions {
  readonly grant?: string;
  readonly tokenFile?: string;
  readonly tokenUrl?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly tokenScope?: string;
  readonly tokenAudience?: string;
  /** Seconds. */
  readonly duration?: number;
  readonly param?: readonly (readonly [name: string, value: string])[];
  readonly caBundle?: string;
}

/** Adds them to a command. None takes a token or a secret: every user of a machine can read its command lines. */
export function addCredentialOptions(command: Command): Command {
  return command
    .argument("[url]", "the service, such as https://vend.corp.example (VEND_URL)")
    .option("--grant <grant>", "GRANT or GRANT/ACCOUNT (VEND_GRANT); without: your only or default grant")
    .option("--token-file <file>", "a file that holds your JWT (VEND_TOKEN_FILE)", readPath)
    .option("--token-url <url>", "the identity provider's token endpoint, for client credentials (VEND_TOKEN_URL)")
    .option("--client-id <id>", "of those (VEND_CLIENT_ID)")
    .option("--client-secret-file <file>", "a file that holds their secret (VEND_CLIENT_SECRET_FILE)", readPath)
    .option("--token-scope <scope>", "the scope of the token (VEND_TOKEN_SCOPE)")
    .option("--token-audience <audience>", "the audience of the token (VEND_TOKEN_AUDIENCE)")
    .option("--duration <duration>", "of the session: seconds, or such as 1h30m (VEND_DURATION_SECONDS)", readDuration)
    .option("--param <name=value...>", "parameters of the grant", readParameter)
    .option(
      "--ca-bundle <file>",
      "PEM file of the authorities to trust, in place of Node's (VEND_CA_BUNDLE)",
      readPath,
    );
}

/**
 * What a command line and the environment ask for.
 * @throws VendError that names what is missing or wrong
 */
export function readCredentialOptions(url: string | undefined, options: CredentialOptions, env: Environment): Settings {
  const { duration, param, ...others } = options;
  try {
    return readSettings(
      { ...others, url, durationSeconds: duration, parameters: Object.fromEntries(param ?? []) },
      env,
    );
  } catch (error) {
    throw describeFailure(error);
  }
}

/** A file that is named by nothing would be one that is not named. */
function readPath(text: string): string {
  if (text === "") {
    throw new InvalidArgumentError("Write a path.");
  }
  return text;
}
