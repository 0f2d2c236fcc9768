import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { GatewayAnswer } from "./ask-gateway.ts";
import { startWorld, type World } from "./start-world.ts";

/*
 * Lambda freezes a function whenever it has answered, and thaws it for the next request, seconds or hours later. All environments of
 * these tests are frozen so, by SIGSTOP; here time goes by meanwhile, and those at the other ends of connections have gone. Whether
 * what timers go by stands still in a frozen function AWS does not say: both are tried.
 */
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const path = "/v1/credentials/nightly-report";
const minuteMs = 60_000;

async function ask(team = "finance"): Promise<GatewayAnswer> {
  return world.ask("HTTP API", { path, token: await world.issueToken(team) });
}

async function warmUp(): Promise<string> {
  let text = "";
  await vi.waitFor(
    async () => {
      const answer = await ask();
      expect(answer.status).toBe(200);
      text = answer.text;
    },
    { timeout: 20_000, interval: 500 },
  );
  return keyIn(text);
}

function keyIn(text: string): string {
  return (JSON.parse(text) as { readonly AccessKeyId: string }).AccessKeyId;
}

describe.each(["with timers", "without timers"] as const)("frozen, the clock moved on %s", (timers) => {
  /** The true time as well, for what the kernel keeps; and nobody keeps a connection to a frozen function. */
  async function freeze(forMs: number): Promise<void> {
    const [environment] = world.lambda("vend-credentials").environments();
    await expect.poll(() => environment?.isFrozen()).toBe(true);
    world.stsProxy.dropConnections();
    world.idpProxy.dropConnections();
    await sleep(2_000);
    world.clock.moveOn(forMs, timers);
  }

  test("five minutes: the session is still the same, and STS is not asked", async () => {
    const key = await warmUp();
    const before = world.sts.calls.length;
    await freeze(5 * minuteMs);
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200 });
    expect(keyIn(answer.text)).toBe(key);
    expect(world.sts.calls.length).toBe(before);
  });

  test("35 minutes: the session has less than half an hour, and the first request gets a new one", async () => {
    const key = await warmUp();
    await freeze(35 * minuteMs);
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200 });
    expect(keyIn(answer.text)).not.toBe(key);
  });

  test("three hours: keys, map and session are renewed for the first request; the old token is not taken", async () => {
    const old = await world.issueToken();
    const key = await warmUp();
    const asked = world.idp.requests.length;
    await freeze(180 * minuteMs);
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200 });
    expect(keyIn(answer.text)).not.toBe(key);
    expect(world.idp.requests.length).toBeGreaterThan(asked);
    const expired = await world.ask("HTTP API", { path, token: old });
    expect(expired).toMatchObject({ status: 401, text: expect.stringContaining("TokenExpired") });
    expect(world.lambda("vend-credentials").environments()).toHaveLength(1);
  });

  test("a map published meanwhile is in force for the first request", async () => {
    await warmUp();
    await freeze(minuteMs);
    world.publishMap((text) => text.replace("sub: leaver", "sub: report-runner"));
    expect(await ask()).toMatchObject({ status: 403, text: expect.stringContaining("Revoked") });
  });

  test("a key that the issuer has begun to sign with meanwhile is known to the first request", async () => {
    await warmUp();
    await freeze(60 * minuteMs);
    const key = await world.idp.tokens.addKey("key-2");
    const token = await world.idp.tokens.issueToken({ key, claims: { groups: ["etl"], team: "finance" } });
    expect(await world.ask("HTTP API", { path, token })).toMatchObject({ status: 200 });
  });

  test("a key fetch that was under way when it froze does no harm to the request that thaws it", async () => {
    await warmUp();
    world.idpProxy.interfere = () => ({ kind: "hang" });
    const asked = world.idpProxy.seen.length;
    world.clock.moveOn(31 * minuteMs, timers);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(world.idpProxy.seen.length).toBe(asked + 1);
    await freeze(60 * minuteMs);
    world.idpProxy.interfere = () => undefined;
    expect(await ask()).toMatchObject({ status: 200 });
    expect(world.idpProxy.seen.length).toBe(asked + 2);
  });

  test("STS is asked anew after a call that hung when it froze", async () => {
    await warmUp();
    world.stsProxy.interfere = () => ({ kind: "hang" });
    expect(await ask("other")).toMatchObject({ status: 503 });
    await freeze(60 * minuteMs);
    world.stsProxy.interfere = () => undefined;
    expect(await ask("other")).toMatchObject({ status: 200 });
  });
});

test("good news that waited while it was frozen is told in a later request", async () => {
  await warmUp();
  const [environment] = world.lambda("vend-credentials").environments();
  expect(environment?.log()).not.toContain('"event":"activated"');
  await vi.waitFor(
    async () => {
      world.clock.moveOn(1_500, "with timers");
      expect(await ask()).toMatchObject({ status: 200 });
      expect(environment?.log()).toContain('"event":"activated"');
    },
    { timeout: 10_000, interval: 10 },
  );
});

test("ended while frozen, as Lambda ends what it needs no more, it leaves nothing unsaid and does not linger", async () => {
  await warmUp();
  const [environment] = world.lambda("vend-credentials").environments();
  const said = environment?.log();
  expect(said).toMatch(/"outcome":"vended".*\n$/);
  expect(await world.lambda("vend-credentials").shutDown()).toEqual(["SIGTERM"]);
  expect(environment?.log()).toBe(said);
});
