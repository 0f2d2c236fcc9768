import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createFileKeySetsStore } from "../../../shared/adapters/key-sets-file.ts";
import { createKeySetsRefresh, type KeySetsReport } from "../../../shared/adapters/refresh-key-sets.ts";
import type { Issuer } from "../../../shared/model/issuer.ts";
import { createTokenIssuer, makeKey } from "../../support/token-issuer.ts";
import { hint } from "./issuer-keys-world.ts";
import { eachStoredKeySetsWorld } from "./stored-key-sets-world.ts";

const world = eachStoredKeySetsWorld();
const { direct } = world;
let refresh: (issuers: Iterable<Issuer>) => Promise<KeySetsReport>;

beforeEach(() => {
  const store = createFileKeySetsStore({ path: world.path });
  const limits = { timeoutMs: 400, maxBytes: 150_000 };
  refresh = createKeySetsRefresh({ store, now: () => direct.nowMs, limits });
});

const stored = () => JSON.parse(readFileSync(world.path, "utf8")).issuers;

describe("a run", () => {
  test("stores the sets of all issuers but those whose keys the map holds", async () => {
    const inline = (await createTokenIssuer({ name: "inline" })).trusted();
    const report = await refresh([direct.issuer, inline]);
    expect(stored()).toEqual([
      {
        issuer: direct.issuer.issuer,
        source: direct.issuer.keys,
        fetchedAt: new Date(direct.nowMs).toISOString(),
        keys: direct.server.tokens.jwks().keys,
      },
    ]);
    const fetched = { outcome: "fetched", keyCount: 1, ageMs: 0, added: ["key-1"], removed: [], failure: undefined };
    expect(report.issuers).toEqual([{ issuer: direct.issuer.issuer, ...fetched }]);
    expect(readdirSync(dirname(world.path))).toEqual(["key-sets.json"]);
  });

  test("stores what an instance finds", async () => {
    await refresh([direct.issuer]);
    direct.server.misbehaves = { status: 500 };
    await expect(world.freshInstance().findKey(direct.issuer, hint)).resolves.toMatchObject({ type: "public" });
  });

  test.each([
    ["cannot be asked", { status: 500 }, "status 500"],
    ["has lost its keys", { body: '{"keys":[]}' }, "no key for signatures"],
  ])("keeps the last good set of an issuer that %s, as old as it is", async (_what, misbehaves, failure) => {
    await refresh([direct.issuer]);
    const before = stored();
    direct.nowMs += 300_000;
    direct.server.misbehaves = misbehaves;
    const report = await refresh([direct.issuer]);
    expect(stored()).toEqual(before);
    expect(report.issuers).toMatchObject([
      { outcome: "kept", ageMs: 300_000, added: [], removed: [], failure: expect.stringContaining(failure) },
    ]);
  });

  test("says which keys have come and gone", async () => {
    await refresh([direct.issuer]);
    direct.server.publishes = [(await makeKey("key-2", "ES256")).publicJwk];
    const { issuers } = await refresh([direct.issuer]);
    expect(issuers).toMatchObject([{ outcome: "fetched", keyCount: 1, added: ["key-2"], removed: ["key-1"] }]);
  });

  test("spreads no private key, and nothing that is no key", async () => {
    const [key] = direct.server.tokens.jwks().keys;
    direct.server.publishes = [{ ...key, d: "published-by-mistake" }, { ...key, x5c: ["certificate"] }, "nonsense"];
    await refresh([direct.issuer]);
    expect(stored()[0].keys).toEqual([key]);
  });

  test("drops an issuer that the map no longer has, and tells one that never answered", async () => {
    await refresh([direct.issuer]);
    direct.server.misbehaves = { status: 404 };
    const moved = { ...direct.issuer, keys: { kind: "discovery" } } as const;
    const { issuers } = await refresh([moved]);
    expect(stored()).toEqual([]);
    expect(issuers).toMatchObject([{ outcome: "missing", keyCount: 0, ageMs: undefined }]);
  });

  test.each([
    ["null", null],
    ["a text", "key"],
    ["a list", []],
    ["a key id that is none", { kid: { toString: null } }],
    ["a private key", { kty: "EC", crv: "P-256", kid: "stolen", d: "secret" }],
  ])("goes on past a document with %s among the keys, and keeps it for no issuer", async (_what, member) => {
    const [key] = direct.server.tokens.jwks().keys;
    world.store([member, key]);
    direct.server.misbehaves = { status: 500 };
    const { issuers: kept } = await refresh([direct.issuer]);
    expect(kept).toMatchObject([{ outcome: "kept", keyCount: 1, added: [], removed: [] }]);
    expect(stored()[0].keys).toEqual([key]);
    world.store([member, key]);
    direct.server.misbehaves = undefined;
    const { issuers: fetched } = await refresh([direct.issuer]);
    expect(fetched).toMatchObject([{ outcome: "fetched", keyCount: 1, added: [], removed: [] }]);
  });

  test("replaces a document that is none, and says so", async () => {
    writeFileSync(world.path, "{");
    const { problem } = await refresh([direct.issuer]);
    expect(problem).toBe("is not JSON");
    expect(stored()).toHaveLength(1);
  });
});

test("fails where the place can be neither read nor written", async () => {
  const store = createFileKeySetsStore({ path: dirname(world.path) });
  await expect(createKeySetsRefresh({ store, now: Date.now })([direct.issuer])).rejects.toThrow("EISDIR");
});
