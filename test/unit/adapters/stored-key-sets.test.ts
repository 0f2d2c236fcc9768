import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { createIssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import { createStoredKeySets } from "../../../shared/adapters/stored-key-sets.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { openSource, stubAwsStores } from "../../support/read-map.ts";
import { hint, limits, noKey, unavailable } from "./issuer-keys-world.ts";
import { eachStoredKeySetsWorld } from "./stored-key-sets-world.ts";

const world = eachStoredKeySetsWorld();
const { direct } = world;
const minuteMs = 60_000;
const found = expect.objectContaining({ type: "public" });

describe("an instance that starts", () => {
  test("takes what is stored, and asks no issuer", async () => {
    world.store();
    const keys = world.freshInstance();
    await keys.warm([direct.issuer]);
    await expect(keys.findKey(direct.issuer, hint)).resolves.toEqual(found);
    expect(direct.server.requests).toEqual([]);
  });

  test("asks the issuer itself where nothing is stored", async () => {
    await expect(world.freshInstance().findKey(direct.issuer, hint)).resolves.toEqual(found);
    expect(direct.server.requests).toEqual(["/jwks"]);
  });

  test.each([
    ["no JSON", "{"],
    ["another document", JSON.stringify({ version: 2, issuers: [] })],
    ["a set of nobody", JSON.stringify({ version: 1, issuers: [{ source: { kind: "discovery" } }] })],
    [
      "a set of no time",
      JSON.stringify({
        version: 1,
        issuers: [{ issuer: "a", source: { kind: "discovery" }, fetchedAt: "soon", keys: [] }],
      }),
    ],
    [
      "a set of no source",
      JSON.stringify({
        version: 1,
        issuers: [{ issuer: "a", source: { kind: "jwksUri" }, fetchedAt: "2026-11-02T00:00:00.000Z", keys: [] }],
      }),
    ],
  ])("asks the issuer itself where what is stored is %s", async (_, text) => {
    writeFileSync(world.path, text);
    await expect(world.freshInstance().findKey(direct.issuer, hint)).resolves.toEqual(found);
    expect(direct.server.requests).toEqual(["/jwks"]);
  });

  test("takes no set that was fetched from another address", async () => {
    world.store();
    const moved = { ...direct.issuer, keys: { kind: "discovery" } } as const;
    await world.freshInstance().findKey(moved, hint);
    expect(direct.server.requests).not.toEqual([]);
  });

  test("vets stored keys as it does those of the issuer", async () => {
    const [key] = direct.server.tokens.jwks().keys;
    world.store([{ ...key, d: "secret" }]);
    await expect(world.freshInstance(["corp"]).findKey(direct.issuer, hint)).rejects.toEqual(noKey);
  });
});

describe("while the issuer is down", () => {
  test("no request fails inside the keys' maximum age, of a fresh instance neither", async () => {
    world.store();
    direct.server.misbehaves = { status: 500 };
    const old = world.freshInstance();
    for (let atMs = 0; atMs < limits.maxAgeMs; atMs += 20 * minuteMs) {
      for (const keys of [old, world.freshInstance()]) {
        await expect(keys.findKey(direct.issuer, hint)).resolves.toEqual(found);
      }
      direct.nowMs += 20 * minuteMs;
    }
  });

  test.each([
    ["serves to the last millisecond of their age", limits.maxAgeMs - 1, true],
    ["takes an old set for no new one because it was read just now", limits.maxAgeMs, false],
  ])("%s", async (_, agoMs, isServed) => {
    world.store(undefined, agoMs);
    direct.server.misbehaves = { status: 500 };
    const asked = world.freshInstance().findKey(direct.issuer, hint);
    await (isServed ? expect(asked).resolves.toEqual(found) : expect(asked).rejects.toEqual(unavailable));
  });

  test.each([
    ["takes a set of a clock that is a minute ahead", minuteMs, true],
    ["takes none that claims to be fetched later, and would be young for longer than any may", minuteMs + 1, false],
  ])("%s", async (_, aheadMs, isServed) => {
    world.store(undefined, -aheadMs);
    direct.server.misbehaves = { status: 500 };
    const asked = world.freshInstance().findKey(direct.issuer, hint);
    await (isServed ? expect(asked).resolves.toEqual(found) : expect(asked).rejects.toEqual(unavailable));
  });
});

describe("an instance that goes on", () => {
  test("takes the next set once its own is due, and asks no issuer", async () => {
    world.store();
    const keys = world.freshInstance();
    await keys.findKey(direct.issuer, hint);
    const second = await direct.server.tokens.addKey("key-2");
    direct.nowMs += limits.refreshAfterMs;
    world.store([second.publicJwk]);
    await keys.warm([direct.issuer]);
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-2" })).resolves.toEqual(found);
    expect(direct.server.requests).toEqual([]);
    // The set that was stored first is gone, and its key with it: the issuer is asked, and only that it has it still is why it is found.
    await expect(keys.findKey(direct.issuer, hint)).resolves.toEqual(found);
    expect(direct.server.requests).toEqual(["/jwks"]);
  });

  test("looks for a key that was stored meanwhile, before its own set is due, and asks no issuer", async () => {
    world.store();
    const keys = world.freshInstance();
    await keys.findKey(direct.issuer, hint);
    await direct.server.tokens.addKey("key-2");
    world.store();
    direct.nowMs += limits.cooldownMs;
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-2" })).resolves.toEqual(found);
    expect(direct.server.requests).toEqual([]);
  });

  test("is rid of a withdrawn key within ten minutes, though it is frozen after each answer", async () => {
    world.store();
    const keys = world.freshInstance();
    await keys.findKey(direct.issuer, hint);
    direct.server.publishes = [(await direct.server.tokens.addKey("key-2")).publicJwk];
    const kept: number[] = [];
    // Between these requests nothing but promises goes on: no answer of a disk or a network is heard that a request does not wait for.
    for (let minute = 1; minute <= 29; minute += 1) {
      direct.nowMs += minuteMs;
      if (minute % 5 === 0) world.store(direct.server.publishes);
      const outcome = await keys.findKey(direct.issuer, hint).catch((error: unknown) => error);
      if (!(outcome instanceof Refusal)) kept.push(minute);
    }
    expect(kept).toEqual([1, 2, 3, 4]);
  });

  test("waits for what is stored only for so long, and goes on with what it has", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    stubAwsStores(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const now = () => direct.nowMs;
    const source = openSource("s3://maps/key-sets.json", { attemptTimeoutMs: 10_000, totalTimeoutMs: 10_000 });
    const stored = createStoredKeySets({ source, now });
    const keys = createIssuerKeys({ now, stored, ...limits, storedWaitMs: 200 });
    const key = await keys.findKey(direct.issuer, hint);
    direct.nowMs += limits.refreshAfterMs;
    const startedMs = performance.now();
    await expect(keys.findKey(direct.issuer, hint)).resolves.toBe(key);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(direct.server.requests).toEqual(["/jwks"]);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    vi.unstubAllEnvs();
  });

  test("asks the issuer itself for a key that is not stored yet, once in ten seconds", async () => {
    world.store();
    const keys = world.freshInstance();
    await keys.findKey(direct.issuer, hint);
    await direct.server.tokens.addKey("key-2");
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-2" })).resolves.toEqual(found);
    for (const keyId of ["a", "b", "c"]) {
      await expect(keys.findKey(direct.issuer, { ...hint, keyId })).rejects.toEqual(noKey);
    }
    expect(direct.server.requests).toEqual(["/jwks"]);
  });

  test.each([
    ["leaves an issuer alone while its stored set is under half an hour old", limits.waitAfterMs - 1, []],
    ["asks an issuer itself whose stored set is older", limits.waitAfterMs, ["/jwks"]],
  ])("%s", async (_, agoMs, requests) => {
    world.store(undefined, agoMs);
    await world.freshInstance().findKey(direct.issuer, hint);
    expect(direct.server.requests).toEqual(requests);
  });

  test("keeps a set that it has fetched itself, and that is newer than what is stored", async () => {
    world.store();
    direct.nowMs += minuteMs;
    await direct.server.tokens.addKey("key-2");
    const keys = world.freshInstance();
    await keys.findKey(direct.issuer, { ...hint, keyId: "key-2" });
    direct.nowMs += 15_000;
    world.store(direct.server.tokens.jwks().keys.slice(0, 1), 2 * minuteMs);
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-3" })).rejects.toEqual(noKey);
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-2" })).resolves.toEqual(found);
  });

  test("goes on with what it has where the document is gone", async () => {
    world.store();
    const keys = world.freshInstance(["corp"]);
    await keys.findKey(direct.issuer, hint);
    writeFileSync(world.path, "{");
    direct.nowMs += limits.refreshAfterMs;
    await expect(keys.findKey(direct.issuer, hint)).resolves.toEqual(found);
    await keys.warm([direct.issuer]);
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-2" })).rejects.toMatchObject({
      reason: expect.stringMatching(/the key sets file:.*: is not JSON$/),
    });
  });
});

describe("an issuer that is never asked itself", () => {
  test("has the keys that are stored, and no others", async () => {
    world.store();
    const keys = world.freshInstance(["corp"]);
    await expect(keys.findKey(direct.issuer, hint)).resolves.toEqual(found);
    await direct.server.tokens.addKey("key-2");
    await expect(keys.findKey(direct.issuer, { ...hint, keyId: "key-2" })).rejects.toEqual(noKey);
    direct.nowMs += limits.maxAgeMs;
    await expect(keys.findKey(direct.issuer, hint)).rejects.toEqual(unavailable);
    expect(direct.server.requests).toEqual([]);
  });

  test("is a fault and no refusal where nothing is stored, or that cannot be known", async () => {
    await expect(world.freshInstance(["corp"]).findKey(direct.issuer, hint)).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: expect.stringContaining("cannot be read"),
    });
    world.store([]);
    writeFileSync(world.path, JSON.stringify({ version: 1, issuers: [] }));
    await expect(world.freshInstance(["corp"]).findKey(direct.issuer, hint)).rejects.toMatchObject({
      code: "UpstreamUnavailable",
      reason: expect.stringContaining("none are stored"),
    });
    expect(direct.server.requests).toEqual([]);
  });
});
