import { devNull as nullDevice } from "node:os";
import type { Environment } from "../../clients/node/settings.ts";

/** What would win over the endpoint in one SDK or another. */
const rivals = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_ACCESS_KEY",
  "AWS_SECRET_KEY",
  "AMAZON_ACCESS_KEY_ID",
  "AMAZON_SECRET_ACCESS_KEY",
  "AMAZON_SESSION_TOKEN",
  "AWS_CREDENTIAL_FILE",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_EC2_METADATA_DISABLED",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT",
  "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
];

/** What this program needs, and the command does not. */
const secrets = ["VEND_TOKEN", "VEND_CLIENT_SECRET"];

/** The environment of a command that gets its credentials from the endpoint, and neither from its user's variables nor from the file of static keys. */
export function childEnvironment(env: Environment, ours: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !rivals.includes(entry[0]) && !secrets.includes(entry[0]),
  );
  // Static keys of the default profile come before the endpoint in all SDKs, and they need no variable to be found.
  return { ...Object.fromEntries(kept), AWS_SHARED_CREDENTIALS_FILE: nullDevice, ...ours };
}
