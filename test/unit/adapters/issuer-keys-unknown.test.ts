import { describe, expect, it } from "vitest";
import { createIssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import type { KeyHint } from "../../../shared/model/ports.ts";
import { startIssuerServer } from "../../support/token-issuer.ts";
import { eachIssuerKeysWorld, hint, limits, noKey, unavailable } from "./issuer-keys-world.ts";

const world = eachIssuerKeysWorld();
const { find } = world;
const unknownHint: KeyHint = { keyId: "unknown", algorithm: "ES256" };

describe("findKey, for an unknown key id,", () => {
  it("fetches once the cool-down is over, and finds a rotated key", async () => {
    await find();
    await world.server.tokens.addKey("key-2");
    const rotated: KeyHint = { keyId: "key-2", algorithm: "ES256" };
    world.nowMs += limits.cooldownMs - 1;
    await expect(find(rotated)).rejects.toThrow(noKey);
    expect(world.server.requests).toHaveLength(1);
    world.nowMs += 1;
    expect((await find(rotated)).type).toBe("public");
    expect(world.server.requests).toHaveLength(2);
  });

  it("fetches once for a flood of them, and goes on serving known ones", async () => {
    await find();
    world.nowMs += limits.cooldownMs;
    const flood = Array.from({ length: 100 }, (_, index) => find({ keyId: `unknown-${index}`, algorithm: "ES256" }));
    const outcomes = await Promise.allSettled(flood);
    for (const outcome of outcomes) expect(outcome).toEqual({ status: "rejected", reason: noKey });
    await expect(find(unknownHint)).rejects.toThrow(noKey);
    expect((await find()).type).toBe("public");
    expect(world.server.requests).toHaveLength(2);
  });

  it("does not fetch again where the first fetch has just been made for it", async () => {
    await expect(find(unknownHint)).rejects.toThrow(noKey);
    expect(world.server.requests).toHaveLength(1);
  });

  it("says that the issuer is unavailable while its last fetch failed, and that once each cool-down", async () => {
    await find();
    world.server.misbehaves = { status: 503 };
    world.nowMs += limits.cooldownMs;
    await expect(find(unknownHint)).rejects.toThrow(unavailable);
    await expect(find(unknownHint)).rejects.toThrow(unavailable);
    expect((await find()).type).toBe("public");
    expect(world.server.requests).toHaveLength(2);
    await expect(find(unknownHint)).rejects.toMatchObject({ reason: expect.stringContaining("503") });
  });

  it("says so within an SDK's second while the issuer hangs", async () => {
    world.keys = createIssuerKeys({ now: () => world.nowMs });
    await find();
    world.server.misbehaves = { stalls: true };
    world.nowMs += limits.cooldownMs;
    const startedMs = performance.now();
    await expect(find(unknownHint)).rejects.toThrow(unavailable);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await expect(find(unknownHint)).rejects.toMatchObject({ reason: expect.stringContaining("no answer yet") });
    expect((await find()).type).toBe("public");
    expect(world.server.requests).toHaveLength(2);
  });

  it("finds a rotated key that came too late for the first who asked", async () => {
    world.keys = createIssuerKeys({ now: () => world.nowMs, ...limits, timeoutMs: 5_000, waitMs: 50 });
    await find();
    await world.server.tokens.addKey("key-2");
    world.server.misbehaves = { delayMs: 500 };
    world.nowMs += limits.cooldownMs;
    const rotated: KeyHint = { keyId: "key-2", algorithm: "ES256" };
    await expect(find(rotated)).rejects.toThrow(unavailable);
    await world.keys.warm([world.issuer]);
    expect((await find(rotated)).type).toBe("public");
    expect(world.server.requests).toHaveLength(2);
  });

  it("leaves other issuers alone", async () => {
    const other = await startIssuerServer();
    const trusted = other.tokens.trusted({ keys: { kind: "jwksUri", uri: other.jwksUri } });
    await find(hint, trusted);
    world.server.misbehaves = { resets: true };
    await expect(find(unknownHint)).rejects.toThrow(unavailable);
    expect((await find(hint, trusted)).type).toBe("public");
    expect(other.requests).toHaveLength(1);
    await other.close();
  });

  it("never takes a key of another issuer, whatever its id", async () => {
    const other = await startIssuerServer({ keyId: "other-key" });
    const trusted = other.tokens.trusted({ keys: { kind: "jwksUri", uri: other.jwksUri } });
    await find(hint);
    await expect(find(hint, trusted)).rejects.toThrow(noKey);
    await expect(find({ keyId: "other-key", algorithm: "ES256" })).rejects.toThrow(noKey);
    await other.close();
  });
});
