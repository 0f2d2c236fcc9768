import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { APIGatewayProxyResult } from "aws-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readRoutes } from "../../local/gateway/read-routes.ts";
import { type Gateway, startGateway } from "../../local/gateway/start-gateway.ts";
import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import { type Exchange, startExchange } from "../exchange/start-exchange.ts";

/* A client that somebody else's program makes of the document alone, over HTTP. */

const root = fileURLToPath(new URL("../../", import.meta.url));

/** As far as it is used here. */
interface GeneratedClient {
  readonly createClient: (
    operations: object,
    config: object,
  ) => Readonly<Record<string, (ask: object) => Promise<unknown>>>;
  readonly OPERATIONS: object;
}

let folder: string;
let exchange: Exchange;
let gateway: Gateway;
let client: ReturnType<GeneratedClient["createClient"]>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vend-client-"));
  const file = join(folder, "client.ts");
  const redocly = join(root, "node_modules/@redocly/cli/bin/cli.js");
  const made = ["generate-client", "shared/http/openapi.json", "--config", "build/openapi/redocly.yaml", "-o", file];
  await promisify(execFile)(process.execPath, [redocly, ...made], { cwd: root });
  exchange = await startExchange();
  const loadHandler = async (name: string) => async (event: GatewayEvent) => {
    const { status, headers, text: body } = await exchange.send(event, name as Parameters<Exchange["send"]>[1]);
    return { statusCode: status, headers, body } satisfies APIGatewayProxyResult;
  };
  const routes = await readRoutes(join(root, "serverless.yml"));
  gateway = await startGateway({ port: 0, routes, loadHandler: loadHandler as never });
  const { createClient, OPERATIONS } = (await import(pathToFileURL(file).href)) as GeneratedClient;
  const claims = { sub: "report-runner", groups: ["etl"], team: "etl-core" };
  const bearer = await exchange.corp.issueToken({ claims });
  client = createClient(OPERATIONS, { serverUrl: gateway.url, auth: { bearer } });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await exchange.close();
  await rm(folder, { recursive: true });
});

const call = (name: string, asked: object = {}) => (client[name] as (asked: object) => Promise<unknown>)(asked);

/** The shapes are told apart by what they have, and no code is misspelt without the compiler seeing it. */
const use = (code: string) => `
import { client, type ApiError, type NotGranted } from "./client.ts";
export async function get(): Promise<string> {
  const vended = await client.getCredentialsOfGrant({ path: { grant: "nightly-report" }, query: { format: "process" } });
  if (!("Version" in vended)) throw new Error("another shape was asked for");
  const version: 1 = vended.Version;
  return \`\${version} \${vended.SessionToken}\`;
}
export const isRefused = (error: ApiError) => (error.body as NotGranted).code === "${code}";
`;

test("its types compile, and know the codes", async () => {
  const file = join(folder, "use.ts");
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  const settings = ["--strict", "--skipLibCheck", "--module", "nodenext", "--lib", "es2024,dom,dom.iterable"];
  const compile = [
    join(root, "node_modules/typescript/bin/tsc"),
    "--ignoreConfig",
    "--noEmit",
    "--allowImportingTsExtensions",
  ];
  const run = async (code: string) => {
    await writeFile(file, use(code));
    return await promisify(execFile)(process.execPath, [...compile, "--target", "es2024", ...settings, file]);
  };
  await expect(run("NotGranted")).resolves.toMatchObject({ stdout: "" });
  await expect(run("Notgranted")).rejects.toMatchObject({ stdout: expect.stringMatching(/TS2367/) });
}, 60_000);

test("gets credentials by path and query", async () => {
  const asked = { path: { grant: "nightly-report", account: "reporting" }, query: { format: "camel", duration: 900 } };
  // A 503 asks to be tried again: on a machine that has much else to do, half a second may not do for a connection.
  await vi.waitFor(
    async () =>
      expect(await call("getCredentialsOfAccount", asked)).toMatchObject({
        accessKeyId: expect.stringMatching(/^ASIA/),
      }),
    15_000,
  );
});

test("gets credentials by a body, with a parameter that the grant declares", async () => {
  const body = { grant: "dataset", format: "ruby", parameters: { dataset: "a" } };
  expect(await call("postCredentials", { body })).toMatchObject({ session_token: expect.any(String) });
});

test("lists grants, and reads a refusal", async () => {
  expect(await call("listGrants")).toMatchObject({
    grants: expect.arrayContaining([expect.objectContaining({ name: "dataset" })]),
  });
  await expect(call("getCredentialsOfGrant", { path: { grant: "no-such" } })).rejects.toMatchObject({
    status: 403,
    body: { code: "NotGranted" },
  });
});

test("reads what needs no token", async () => {
  expect(await call("getLiveness")).toEqual({ status: "alive" });
  expect(await call("getReadiness")).toMatchObject({ status: "ready" });
  expect(await call("getOpenApi")).toMatchObject({ openapi: "3.1.1" });
});
