import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Way } from "./sdk.ts";

const program = fileURLToPath(new URL("../../cli/vend.mjs", import.meta.url));

/** Where an SDK is led to, and with what. */
interface Target {
  /** The service's address. */
  readonly url: string;
  readonly token: string;
  /** For the files that are needed. */
  readonly folder: string;
}

/** The environment that leads an SDK to the service as docs/clients.md tells callers to. */
export async function leadSdk(way: Way, { url, token, folder }: Target): Promise<Readonly<Record<string, string>>> {
  const file = join(folder, "token");
  const config = join(folder, "config");
  const clean = {
    HOME: folder,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
  };
  if (way === "environment") {
    return {
      ...clean,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials/nightly-report`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: `Bearer ${token}`,
    };
  }
  if (way === "process") {
    const vend = `${process.execPath} ${program} get ${url} --grant nightly-report --token-file ${file}`;
    await Promise.all([writeFile(file, token), writeFile(config, `[default]\ncredential_process = ${vend}\n`)]);
    return clean;
  }
  await writeFile(file, token);
  return {
    ...clean,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ROLE_ARN: "arn:aws:iam::000000000000:role/vend/nightly-report",
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_SESSION_NAME: "conformance",
  };
}
