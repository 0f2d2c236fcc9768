import { homedir, devNull as nullDevice } from "node:os";
import { join } from "node:path";
import { loadSharedConfigFiles } from "@smithy/core/config";
import type { Environment } from "../../clients/node/settings.ts";

/** Each lets SDKs get credentials in a way that comes before the endpoint's. */
const ways = [
  "aws_access_key_id",
  "credential_process",
  "role_arn",
  "sso_session",
  "sso_account_id",
  "login_session",
] as const;

/**
 * What a person should know of the AWS configuration that a command will read. That file is left to it, unlike the one of static keys, for regions and
 * endpoints are written there too.
 * @returns undefined where its default profile has no credentials
 */
export async function noteRivalProfile(env: Environment): Promise<string | undefined> {
  const home = env["HOME"] || env["USERPROFILE"] || homedir();
  const configFilepath = env["AWS_CONFIG_FILE"] || join(home, ".aws", "config");
  const { configFile } = await loadSharedConfigFiles({ filepath: nullDevice, configFilepath, ignoreCache: true });
  const found = ways.find((way) => configFile["default"]?.[way] !== undefined);
  return found === undefined
    ? undefined
    : `the default profile of ${configFilepath} has ${found}, which SDKs take before what is served here; take it out, or set AWS_CONFIG_FILE to another file`;
}
