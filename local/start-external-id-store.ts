import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExternalId, ExternalIdReference } from "../shared/model/policy-document.ts";
import { localExternalId } from "../shared/policy-map/local-external-id.ts";
import type { ReadPolicyMap } from "../shared/policy-map/read-policy-map.ts";

/** Stands in for SSM and Secrets Manager where a map keeps external IDs there. */
export interface ExternalIdStore {
  /** For `AWS_ENDPOINT_URL_SSM` and `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly url: string;
  close(): Promise<void>;
}

/** What each operation (`X-Amz-Target`) answers for a name, or undefined where nothing of that name is kept. */
type Answers = Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => object | undefined>>;

/**
 * Starts a store on 127.0.0.1 that holds a made-up text for each reference: of an external ID the same that the emulator's trust
 * policies ask for.
 */
export async function startExternalIdStore(references: readonly ExternalIdReference[]): Promise<ExternalIdStore> {
  const answers = answersFor(references);
  const server = createServer((request, response) => {
    answer(request, response, answers).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Every reference of a map, once for each time that it is used; and those that it is to use, or has used. */
export function referencesIn({
  document,
  rotations,
}: Pick<ReadPolicyMap, "document" | "rotations">): readonly ExternalIdReference[] {
  return document.grants
    .flatMap((grant): (ExternalId | undefined)[] => [...grant.via, ...grant.targets].map((hop) => hop.externalId))
    .concat(rotations.map(({ other }) => other))
    .filter((externalId) => typeof externalId === "object");
}

function answersFor(references: readonly ExternalIdReference[]): Answers {
  const parameters = new Map<unknown, string>();
  const secrets = new Map<unknown, string>();
  for (const reference of references) {
    const value = localExternalId(reference);
    if ("ssm" in reference) {
      parameters.set(reference.ssm, value);
    } else {
      const { secret, member } = reference;
      const others = JSON.parse(secrets.get(secret) ?? "{}") as object;
      secrets.set(secret, member === undefined ? value : JSON.stringify({ ...others, [member]: value }));
    }
  }
  return {
    "AmazonSSM.GetParameter": ({ Name }) => {
      const Value = parameters.get(Name);
      return Value === undefined ? undefined : { Parameter: { Name, Type: "SecureString", Value, Version: 1 } };
    },
    "secretsmanager.GetSecretValue": ({ SecretId }) => {
      const SecretString = secrets.get(SecretId);
      return SecretString === undefined ? undefined : { Name: SecretId, SecretString };
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, answers: Answers): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString("utf8");
  const find = answers[String(request.headers["x-amz-target"])];
  const found = find?.(JSON.parse(body) as Readonly<Record<string, unknown>>);
  response.writeHead(found === undefined ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(found ?? { __type: "ResourceNotFoundException", message: "not kept here" }));
}
