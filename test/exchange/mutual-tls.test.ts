import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { APIGatewayProxyResult } from "aws-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRoutes } from "../../local/gateway/read-routes.ts";
import { type Gateway, startGateway } from "../../local/gateway/start-gateway.ts";
import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import { createAuthority } from "../support/client-certificates.ts";
import { httpRequest } from "../support/http-request.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

/* Mutual TLS over real connections, through a gateway that verifies certificates and hands them over as API Gateway does. */

const serverAuthority = await createAuthority("Servers");
const clientAuthority = await createAuthority("Clients");
const [server, right, wrong, stranger] = await Promise.all([
  serverAuthority.issue("vend", ["127.0.0.1"]),
  clientAuthority.issue("runner"),
  clientAuthority.issue("neighbour"),
  serverAuthority.issue("stranger"),
]);

let exchange: Exchange;
let token: string;
let gateways: Record<"2.0" | "1.0" | "open", Gateway>;
beforeAll(async () => {
  exchange = await startExchange();
  const claims = { sub: "report-runner", groups: ["etl"], team: "etl-core", cnf: { "x5t#S256": right.thumbprint } };
  token = await exchange.corp.issueToken({ claims });
  const routes = await readRoutes(fileURLToPath(new URL("../../serverless.yml", import.meta.url)));
  const loadHandler = async () => async (event: GatewayEvent) => {
    const { status, headers, text: body } = await exchange.send(event);
    return { statusCode: status, headers, body } satisfies APIGatewayProxyResult;
  };
  const mutualTls = { ...server, clientAuthority: clientAuthority.certificate };
  const start = (options: object) => startGateway({ port: 0, routes, loadHandler: loadHandler as never, ...options });
  gateways = {
    "2.0": await start({ mutualTls }),
    "1.0": await start({ mutualTls, payloadVersion: "1.0" }),
    open: await start({}),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(gateways).map((gateway) => gateway.close()));
  await exchange.close();
});

async function send(version: "2.0" | "1.0", client: { certificate: string; privateKey: string } | undefined) {
  const options: RequestOptions = {
    agent: false,
    ca: serverAuthority.certificate,
    headers: { authorization: `Bearer ${token}`, "x-client-cert": encodeURIComponent(right.certificate) },
    ...(client !== undefined && { cert: client.certificate, key: client.privateKey }),
  };
  const sent = request(`${gateways[version].url}/v1/credentials/nightly-report`, options);
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const body = JSON.parse(await text(response)) as Record<string, unknown>;
  const authenticate = response.headers["www-authenticate"] ?? response.headers["x-amzn-remapped-www-authenticate"];
  return { status: response.statusCode, code: body["code"], authenticate };
}

test.each(["2.0", "1.0"] as const)("payload %s: the certificate that the token is bound to vends", async (version) => {
  expect(await send(version, right)).toMatchObject({ status: 200 });
  expect(exchange.records().at(-1)).toMatchObject({ outcome: "vended", boundBy: ["mtls"] });
});

test.each(["2.0", "1.0"] as const)("payload %s: another certificate of the trust store does not", async (version) => {
  const calls = exchange.sts.calls.length;
  expect(await send(version, wrong)).toEqual({
    status: 401,
    code: "InvalidProof",
    authenticate: 'Bearer error="invalid_token", error_description="The proof of possession is not valid"',
  });
  expect(exchange.sts.calls.length).toBe(calls);
});

test("who has no certificate, or one of another authority, gets no connection", async () => {
  for (const client of [undefined, stranger]) {
    await expect(send("2.0", client)).rejects.toThrow(/certificate|socket|ECONNRESET|alert/i);
  }
});

test("where nobody is asked for one, the token is not taken, whatever its headers say", async () => {
  const names = [
    "x-client-cert",
    "x-forwarded-client-cert",
    "ssl-client-cert",
    "client-cert",
    "x-amzn-mtls-clientcert",
  ];
  const certificate = right.certificate.replaceAll("\n", " ");
  const answer = await httpRequest(`${gateways.open.url}/v1/credentials/nightly-report`, {
    headers: [["authorization", `Bearer ${token}`], ...names.map((name) => [name, certificate] as const)],
  });
  expect([answer.status, answer.json()["code"]]).toEqual([401, "ProofRequired"]);
});
