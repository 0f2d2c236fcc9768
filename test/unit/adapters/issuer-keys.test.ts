import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createIssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import { type Misbehaviour, makeKey, startIssuerServer } from "../../support/token-issuer.ts";
import { discoveryPath, eachIssuerKeysWorld, hint, limits, noKey, unavailable } from "./issuer-keys-world.ts";

const world = eachIssuerKeysWorld();
const { find, discovering } = world;
/** Published in the place of the first key. */
const other = await makeKey("key-2", "ES256");
/** For a refresh in the background, which nobody waits for. */
const settled = () => world.keys.warm([world.issuer]);

describe("findKey fetches keys", () => {
  it("from a key set's address, once", async () => {
    const key = await find();
    expect(await find()).toBe(key);
    expect(world.server.requests).toEqual(["/jwks"]);
  });

  it("by discovery", async () => {
    expect((await find(hint, discovering())).type).toBe("public");
    expect(world.server.requests).toEqual([discoveryPath, "/jwks"]);
  });

  it.each(["/tenant", "/tenant/", "/"])("by discovery of an issuer with the path %s", async (path) => {
    const tenant = await startIssuerServer({ path });
    const trusted = tenant.tokens.trusted({ keys: { kind: "discovery" } });
    expect((await find(hint, trusted)).type).toBe("public");
    expect(tenant.requests).toEqual([`${path.replace(/\/$/, "")}${discoveryPath}`, "/jwks"]);
    await tenant.close();
  });

  it("once for many at the same time", async () => {
    const found = await Promise.all(Array.from({ length: 50 }, () => find()));
    expect(new Set(found).size).toBe(1);
    expect(world.server.requests).toEqual(["/jwks"]);
  });

  it("ahead of need for all issuers that are not inline, whether they can be reached or not", async () => {
    const inline = { ...world.server.tokens.trusted(), name: "inline", issuer: "https://inline.test" };
    const down = { ...world.issuer, name: "down", keys: { kind: "jwksUri", uri: "http://127.0.0.1:1/jwks" } } as const;
    await world.keys.warm([world.issuer, inline, down]);
    world.nowMs += 5_000;
    await find();
    expect(world.server.requests).toEqual(["/jwks"]);
    await expect(find(hint, down)).rejects.toMatchObject({ reason: expect.stringContaining("ECONNREFUSED") });
  });

  it("anew where a new map names another source, and not where it does not", async () => {
    await find();
    await find(hint, { ...world.issuer, name: "renamed", keys: { kind: "jwksUri", uri: world.server.jwksUri } });
    expect(world.server.requests).toEqual(["/jwks"]);
    await find(hint, { ...world.issuer, keys: { kind: "jwksUri", uri: `${world.server.jwksUri}?v=2` } }).catch(
      () => undefined,
    );
    await find(hint, discovering());
    expect(world.server.requests).toEqual(["/jwks", "/jwks?v=2", discoveryPath, "/jwks"]);
  });

  it("with the default limits", async () => {
    const { findKey } = createIssuerKeys({ now: () => world.nowMs });
    expect((await findKey(world.issuer, hint)).type).toBe("public");
  });
});

describe("findKey refreshes", () => {
  it("not before its time", async () => {
    await find();
    world.nowMs += limits.refreshAfterMs - 1;
    await find();
    // A question that was asked before this one would be heard before it.
    await find(hint, discovering());
    expect(world.server.requests).toEqual(["/jwks", discoveryPath, "/jwks"]);
  });

  it("in time, without making the request wait", async () => {
    await find();
    world.nowMs += limits.refreshAfterMs;
    world.server.misbehaves = { delayMs: 100 };
    world.server.publishes = [other.publicJwk];
    expect((await find()).type).toBe("public");
    await settled();
    expect(world.server.requests).toHaveLength(2);
    await expect(find()).rejects.toThrow(noKey);
    expect(world.server.requests).toHaveLength(2);
  });

  it("before it answers, where the set is old", async () => {
    await find();
    world.server.publishes = [other.publicJwk];
    world.nowMs += limits.waitAfterMs;
    await expect(find()).rejects.toThrow(noKey);
  });

  it("before it answers, but not for long where the issuer hangs, and only from the start of the fetch on", async () => {
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, timeoutMs: 5_000, waitMs: 200 });
    const key = await find();
    world.server.misbehaves = { stalls: true };
    world.nowMs += limits.waitAfterMs;
    const startedMs = performance.now();
    expect(await find()).toBe(key);
    world.nowMs += 200;
    for (let more = 0; more < 20; more += 1) expect(await find()).toBe(key);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(world.server.requests).toHaveLength(2);
  });

  it("with an answer that came too late for the request that asked", async () => {
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, timeoutMs: 5_000, waitMs: 50 });
    await find();
    world.server.publishes = [other.publicJwk];
    world.server.misbehaves = { delayMs: 500 };
    world.nowMs += limits.waitAfterMs;
    expect((await find()).type).toBe("public");
    await settled();
    await expect(find()).rejects.toThrow(noKey);
    expect(world.server.requests).toHaveLength(2);
  });

  it("without waiting, where the set is just not old", async () => {
    await find();
    world.server.publishes = [other.publicJwk];
    world.nowMs += limits.waitAfterMs - 1;
    expect((await find()).type).toBe("public");
    await settled();
  });

  it.each<[string, Misbehaviour]>([
    ["down", { resets: true }],
    ["broken", { status: 500 }],
    ["slow", { stalls: true }],
    ["without keys", { body: '{"keys":[]}' }],
  ])("in vain while the issuer is %s, and serves the last good set", async (_what, misbehaves) => {
    const key = await find();
    world.server.misbehaves = misbehaves;
    world.nowMs += limits.maxAgeMs - 1;
    expect(await find()).toBe(key);
    expect(await find()).toBe(key);
    expect(world.server.requests).toHaveLength(2);
    world.nowMs += 1;
    await expect(find()).rejects.toThrow(unavailable);
    world.nowMs += limits.cooldownMs;
    world.server.misbehaves = undefined;
    expect((await find()).type).toBe("public");
  });

  it("and takes a set of bad keys for what it says: a key whose secret half was published is out of use", async () => {
    await find();
    world.server.publishes = [{ ...world.server.tokens.jwks().keys[0], d: "published-by-mistake" }];
    world.nowMs += limits.waitAfterMs;
    await expect(find()).rejects.toThrow(noKey);
  });

  it("and tells each fetch that failed, though nobody is refused for it", async () => {
    const failures: unknown[] = [];
    const onFailure = (failure: unknown) => failures.push(failure);
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, onFailure });
    await find();
    world.server.misbehaves = { body: '{"keys":[]}' };
    world.nowMs += limits.waitAfterMs;
    await find();
    await find();
    const { issuer } = world.issuer;
    expect(failures).toEqual([{ issuer, reason: `keys of ${issuer}: the key set has no key for signatures` }]);
  });

  it("even where the limits are out of order, and never trusts a set beyond its age", async () => {
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, maxAgeMs: 60_000 });
    await find();
    world.server.misbehaves = { status: 500 };
    world.nowMs += 59_999;
    expect((await find()).type).toBe("public");
    world.nowMs += 1;
    await expect(find()).rejects.toThrow(unavailable);
  });

  it("where the clock was set back by more than the limit", async () => {
    await find();
    world.nowMs -= limits.maxAgeMs;
    world.server.misbehaves = { status: 500 };
    await expect(find()).rejects.toThrow(unavailable);
    expect(world.server.requests).toHaveLength(2);
  });

  it("past a fetch that was frozen half-way, whose late answer is dropped", async () => {
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, timeoutMs: 5_000 });
    world.server.misbehaves = { delayMs: 250 };
    const frozen = find();
    await expect.poll(() => world.server.requests.length).toBe(1);
    world.server.misbehaves = undefined;
    world.nowMs += 3_600_000;
    const fresh = await find();
    world.server.publishes = [other.publicJwk];
    expect(await frozen).toBe(fresh);
    expect(await find()).toBe(fresh);
    expect(world.server.requests).toHaveLength(2);
  });

  it("and tells who waited for a frozen fetch alone that there was no answer", async () => {
    // Neither answer is to be late by the wall clock, on a busy machine either.
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, timeoutMs: 5_000 });
    world.server.misbehaves = { delayMs: 100 };
    const frozen = expect(find()).rejects.toThrow(unavailable);
    world.nowMs += 3_600_000;
    world.server.misbehaves = { delayMs: 250 };
    const later = find();
    await frozen;
    expect((await later).type).toBe("public");
  });
});

it("a fetch makes one connection, and leaves none open", async () => {
  await find(hint, discovering());
  expect(world.server.sockets).toHaveLength(1);
  await expect.poll(() => world.server.sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
});

it("a fetch leaves nothing behind that keeps a process alive", async () => {
  const module = new URL("../../../shared/adapters/issuer-keys.ts", import.meta.url).href;
  const script = `
    import { createIssuerKeys } from ${JSON.stringify(module)};
    const keys = createIssuerKeys({ now: Date.now });
    const key = await keys.findKey(JSON.parse(process.argv[1]), { keyId: "key-1", algorithm: "ES256" });
    console.log(key.type);
  `;
  const args = ["--input-type=module", "--eval", script, JSON.stringify(discovering())];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 });
  expect(stdout.trim()).toBe("public");
});
