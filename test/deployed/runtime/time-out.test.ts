import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GatewayKind } from "./ask-gateway.ts";
import { startWorld, type World } from "./start-world.ts";

/*
 * What becomes of a request that would take too long: the function answers before Lambda ends it, and where it cannot, the next request
 * gets a fresh environment.
 */
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const kinds: readonly GatewayKind[] = ["HTTP API", "private API", "function URL"];
const path = "/v1/credentials/nightly-report";
const unavailable = {
  status: 503,
  headers: { "retry-after": expect.stringMatching(/^\d+$/) },
  text: expect.stringContaining("UpstreamUnavailable"),
};

/** A function with the map, the keys and an open connection. */
async function warmUp(kind: GatewayKind): Promise<void> {
  const token = await world.issueToken("warm");
  await expect.poll(async () => (await world.ask(kind, { path, token })).status, { timeout: 20_000 }).toBe(200);
}

test.each(kinds)("%s: a hung STS is answered for with 503 long before the function's time is up", async (kind) => {
  await warmUp(kind);
  world.stsProxy.interfere = () => ({ kind: "hang" });
  const answer = await world.ask(kind, { path, token: await world.issueToken() });
  expect(answer).toMatchObject({ ...unavailable, invocation: { kind: "answered" } });
  expect(answer.invocation).not.toMatchObject({ log: expect.stringContaining("the function's time is up") });
});

test("identity provider and STS hang while a function starts: it starts in Lambda's time, and answers with 503", async () => {
  for (const proxy of [world.idpProxy, world.stsProxy]) proxy.interfere = () => ({ kind: "hang" });
  const answer = await world.ask("HTTP API", { path, token: await world.issueToken() });
  expect(answer).toMatchObject({ ...unavailable, invocation: { kind: "answered" } });
});

// Again where the machine took from the process the fifth of a second that it leaves itself.
test.each(kinds)(
  "%s: with less time than a hung STS takes, the answer still comes before the end, and is recorded",
  { retry: 3 },
  async (kind) => {
    await warmUp(kind);
    world.stsProxy.interfere = () => ({ kind: "hang" });
    const answer = await world.ask(
      kind,
      { path, token: await world.issueToken(`early-${Math.random().toString(36).slice(2)}`) },
      { timeoutMs: 500 },
    );
    expect(answer).toMatchObject({
      ...unavailable,
      invocation: { kind: "answered", log: expect.stringContaining("the function's time is up") },
    });
    expect(JSON.parse(answer.text)).toMatchObject({ requestId: answer.requestId });
  },
);

describe("a function that does not answer is ended at its deadline, and the next request has a fresh one", () => {
  test.each(kinds)("%s", async (kind) => {
    await warmUp(kind);
    const lambda = world.lambda(kind === "private API" ? "unmatched-route" : "vend-credentials");
    const [before] = lambda.environments();
    world.stsProxy.interfere = () => {
      before?.stall();
      return { kind: "hang" };
    };
    const answer = await world.ask(kind, { path, token: await world.issueToken("stalled") }, { timeoutMs: 2_000 });
    expect(answer.invocation).toMatchObject({ kind: "timedOut" });
    expect(answer).toMatchObject(
      kind === "private API"
        ? { status: 502, text: '{"message":"Internal server error"}' }
        : { status: 500, text: '{"message":"Internal Server Error"}' },
    );
    expect(before?.isAlive()).toBe(false);

    world.stsProxy.interfere = () => undefined;
    await warmUp(kind);
    const environments = lambda.environments();
    expect(environments).toHaveLength(1);
    expect(environments[0]?.pid).not.toBe(before?.pid);
  });
});

test("the scheduled function is ended in the midst of its work, has stored nothing, and does it all the next time", async () => {
  world.idpProxy.interfere = () => ({ kind: "hang" });
  const refresh = world.lambda("refresh-key-sets");
  expect(await refresh.invoke({}, 1_000)).toMatchObject({ kind: "timedOut" });
  const documents = () => [...world.store.objects.keys()].filter((name) => name.includes("key-sets"));
  expect(documents()).toEqual([]);
  world.idpProxy.interfere = () => undefined;
  expect(await refresh.invoke({})).toMatchObject({ kind: "answered", result: null });
  expect(documents()).toHaveLength(1);
});
