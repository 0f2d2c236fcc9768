import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { httpRequest } from "../support/http-request.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const body = "Action=GetCallerIdentity&Version=2011-06-15";

/** Whose credentials these are, as the STS says that has made them: an ARN; undefined where it does not take them. */
export async function askIdentity(stsUrl: string, credentials: Credentials): Promise<string | undefined> {
  const { hostname, port, host } = new URL(stsUrl);
  const signer = new SignatureV4({ service: "sts", region: "eu-central-1", credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: "POST",
    protocol: "http:",
    hostname,
    port: Number(port),
    path: "/",
    query: {},
    headers: { host, "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body,
  });
  // The helper says the host itself.
  const sent = Object.entries(headers).filter(([name]) => name !== "host");
  const { status, text } = await httpRequest(stsUrl, { method: "POST", headers: sent, body });
  return status === 200 ? /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1] : undefined;
}
