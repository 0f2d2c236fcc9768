import { afterEach, describe, expect, test } from "vitest";
import type { GatewayKind } from "./ask-gateway.ts";
import { InitFailure } from "./start-environment.ts";
import { startWorld, type World } from "./start-world.ts";

/*
 * What the caller sees, and what Lambda is told, where something that the functions need is not there.
 */
let world: World;
afterEach(() => world.close());

const kinds: readonly GatewayKind[] = ["HTTP API", "private API", "function URL"];
const path = "/v1/credentials/nightly-report";

/** What the gateway says of a function that failed: nothing of why. */
const gatewayFailure = {
  "HTTP API": { status: 500, text: '{"message":"Internal Server Error"}' },
  "private API": { status: 502, text: '{"message":"Internal server error"}' },
  "REST API": { status: 502, text: '{"message":"Internal server error"}' },
  "function URL": { status: 500, text: '{"message":"Internal Server Error"}' },
} as const;

test("STS is down: 503 with the time to come again, and well again afterwards", async () => {
  world = await startWorld();
  await world.stsProxy.goDown();
  for (const kind of kinds) {
    const answer = await world.ask(kind, { path, token: await world.issueToken() });
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": expect.stringMatching(/^\d+$/) } });
    expect(JSON.parse(answer.text)).toMatchObject({ code: "UpstreamUnavailable", message: expect.any(String) });
    expect(answer.invocation).toMatchObject({ kind: "answered", log: expect.stringContaining('"outcome":"failed"') });
  }
  await world.stsProxy.comeUp();
  world.clock.moveOn(20_000, "with timers");
  expect(await world.ask("HTTP API", { path, token: await world.issueToken() })).toMatchObject({ status: 200 });
});

test("the identity provider is down at the start: 503, and no caller is told that its token is wrong", async () => {
  world = await startWorld();
  await world.idpProxy.goDown();
  for (const kind of kinds) {
    const answer = await world.ask(kind, { path, token: await world.issueToken() });
    expect(answer).toMatchObject({
      status: 503,
      headers: { "retry-after": expect.any(String) },
      text: expect.stringContaining("UpstreamUnavailable"),
    });
  }
  await world.idpProxy.comeUp();
  world.clock.moveOn(20_000, "with timers");
  expect(await world.ask("HTTP API", { path, token: await world.issueToken() })).toMatchObject({ status: 200 });
});

test("there is no policy map: functions start, say 503, and serve once there is one", async () => {
  world = await startWorld();
  world.store.objects.clear();
  const token = await world.issueToken();
  for (const kind of kinds) {
    expect(await world.ask(kind, { path, token })).toMatchObject({
      status: 503,
      text: expect.stringContaining("UpstreamUnavailable"),
    });
    expect(await world.ask(kind, { path: "/readyz" }, { urlOf: "health" })).toMatchObject({ status: 503 });
    expect(await world.ask(kind, { path: "/healthz" }, { urlOf: "health" })).toMatchObject({ status: 200 });
  }
  world.publishMap();
  world.clock.moveOn(2_000, "with timers");
  expect(await world.ask("HTTP API", { path, token })).toMatchObject({ status: 200 });
  expect(await world.ask("HTTP API", { path: "/readyz" })).toMatchObject({ status: 200 });
});

describe.each([
  ["no place of a policy map", { POLICY_MAP: "" }, "POLICY_MAP: is not set; it says where the policy map is"],
  ["a log level that hides the audit records", { AWS_LAMBDA_LOG_LEVEL: "WARN" }, "AWS_LAMBDA_LOG_LEVEL"],
])("configured with %s", (_what, env, sentence) => {
  test("every function that answers requests fails to start, tells Lambda why, and tells its callers nothing", async () => {
    world = await startWorld(env);
    const requests = [
      ["vend-credentials", { path }],
      ["list-grants", { path: "/v1/grants" }],
      ["health", { path: "/healthz" }],
      ["assume-role-with-web-identity", { path: "/", method: "POST" }],
      ["unmatched-route", { path: "/v2" }],
    ] as const;
    for (const [urlOf, request] of requests) {
      for (const kind of urlOf === "vend-credentials" ? kinds : (["HTTP API"] as const)) {
        const answer = await world.ask(kind, request, { urlOf });
        expect(answer).toMatchObject(gatewayFailure[kind]);
        expect(answer.invocation).toBeInstanceOf(InitFailure);
        const { reported, log } = answer.invocation as InitFailure;
        expect(JSON.parse(reported)).toMatchObject({
          errorType: "ConfigError",
          errorMessage: expect.stringContaining(sentence),
        });
        expect(log).toContain("Init Error");
      }
    }
    expect(world.lambda("vend-credentials").environments()).toEqual([]);
  });
});
