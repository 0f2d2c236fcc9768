import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type Gateway, startGateway } from "../../../local/gateway/start-gateway.ts";
import { type AwsStub, json, startAwsStub } from "../../support/aws-stub.ts";
import { createLambda, type Lambda } from "./create-lambda.ts";
import { scheduledEvent } from "./scheduled-event.ts";
import { startWorld, type World } from "./start-world.ts";

/*
 * The functions that ask the service as callers and attackers do, over HTTP, by a gateway in front of the packaged functions.
 */
const { functions, routes } = inject("deployed");
let world: World;
let gateway: Gateway;
let tokens: Server;
let parameters: AwsStub;
let probes: ReadonlyMap<string, Lambda>;

beforeEach(async () => {
  world = await startWorld();
  const loadHandler = async (name: string) => async (event: never) => {
    const invocation = await world.lambda(name).invoke(event);
    if ("kind" in invocation && invocation.kind === "answered") return invocation.result;
    throw new Error(`${name} does not answer`);
  };
  gateway = await startGateway({ port: 0, routes, loadHandler });
  tokens = createServer(async (request, response) => {
    request.resume();
    const token = { access_token: await world.issueToken(), token_type: "Bearer", expires_in: 3600 };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(token));
  });
  await new Promise<void>((resolve) => tokens.listen(0, "127.0.0.1", resolve));
  parameters = await startAwsStub(() => json({ Parameter: { Value: "a-long-random-secret" } }));
  const env = {
    ...world.options.env,
    PROBE_URL: gateway.url,
    PROBE_TOKEN_URL: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`,
    AWS_ENDPOINT_URL_SSM: parameters.url,
  };
  const options = { ...world.options, env };
  probes = new Map(functions.map((deployed) => [deployed.name, createLambda(deployed, options)]));
});
afterEach(async () => {
  await Promise.all([...probes.values()].map((probe) => probe.shutDown()));
  await Promise.all([gateway.close(), world.close(), parameters.close()]);
  tokens.closeAllConnections();
  tokens.close();
});

async function logOf(functionName: string): Promise<string> {
  const run = await probes.get(functionName)?.invoke(scheduledEvent);
  expect(run).toMatchObject({ kind: "answered", result: null });
  return (run as { readonly log: string }).log;
}

test("the probe vends, and says so before it ends; while STS is down it says that it could not", async () => {
  expect(await logOf("probe-vending")).toContain('"ProbeVended":1');
  await world.stsProxy.goDown();
  world.clock.moveOn(40 * 60_000, "with timers");
  expect(await logOf("probe-vending")).toContain('"ProbeVended":0');
});

test("the hostile probe is refused in all that it tries", async () => {
  const log = await logOf("probe-refusals");
  expect(log).toContain('"HostileTokensVended":0');
  expect(log).toContain('"HostileTokensUnjudged":0');
  expect(log).toMatch(/"HostileTokensRefused":[1-9]/);
});
