import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIssuerKeys, type IssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import type { Issuer } from "../../../shared/model/issuer.ts";
import type { KeyHint } from "../../../shared/model/ports.ts";
import { type IssuerServer, type Misbehaviour, startIssuerServer } from "../../support/token-issuer.ts";

const discoveryPath = "/.well-known/openid-configuration";
const hint: KeyHint = { keyId: "key-1", algorithm: "ES256" };
const noKey = expect.objectContaining({ name: "Refusal", code: "InvalidToken" });
const unavailable = expect.objectContaining({ name: "Fault", code: "UpstreamUnavailable", retryAfterSeconds: 10 });
const limits = {
  timeoutMs: 400,
  cooldownMs: 10_000,
  refreshAfterMs: 300_000,
  waitAfterMs: 1_800_000,
  maxAgeMs: 43_200_000,
};

let server: IssuerServer;
let nowMs: number;
let keys: IssuerKeys;
let issuer: Issuer;

beforeEach(async () => {
  server = await startIssuerServer();
  nowMs = Date.UTC(2026, 10, 2);
  keys = createIssuerKeys({ now: () => nowMs, ...limits });
  issuer = server.tokens.trusted({ keys: { kind: "jwksUri", uri: server.jwksUri } });
});
afterEach(() => server.close());

const discovering = () => ({ ...issuer, keys: { kind: "discovery" } }) as const;
const find = (asked: KeyHint = hint, of: Issuer = issuer) => keys.findKey(of, asked);
/** For a refresh in the background, which nobody waits for. */
const settled = () => keys.warm([issuer]);

describe("findKey fetches keys", () => {
  it("from a key set's address, once", async () => {
    const key = await find();
    expect(await find()).toBe(key);
    expect(server.requests).toEqual(["/jwks"]);
  });

  it("by discovery", async () => {
    expect((await find(hint, discovering())).type).toBe("public");
    expect(server.requests).toEqual([discoveryPath, "/jwks"]);
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
    expect(server.requests).toEqual(["/jwks"]);
  });

  it("ahead of need for all issuers that are not inline, and reports on them", async () => {
    const inline = { ...server.tokens.trusted(), name: "inline", issuer: "https://inline.test" };
    const down = { ...issuer, name: "down", keys: { kind: "jwksUri", uri: "http://127.0.0.1:1/jwks" } } as const;
    await keys.warm([issuer, inline, down]);
    nowMs += 5_000;
    await find();
    expect(server.requests).toEqual(["/jwks"]);
    expect([...keys.describe([issuer, inline, down])]).toEqual([
      ["corp", { ageMs: 5_000, keyCount: 1, failure: undefined }],
      ["down", { ageMs: undefined, keyCount: 0, failure: expect.stringContaining("ECONNREFUSED") }],
    ]);
  });

  it("anew where a new map names another source, and not where it does not", async () => {
    await find();
    await find(hint, { ...issuer, name: "renamed", keys: { kind: "jwksUri", uri: server.jwksUri } });
    expect(server.requests).toEqual(["/jwks"]);
    await find(hint, { ...issuer, keys: { kind: "jwksUri", uri: `${server.jwksUri}?v=2` } }).catch(() => undefined);
    await find(hint, discovering());
    expect(server.requests).toEqual(["/jwks", "/jwks?v=2", discoveryPath, "/jwks"]);
  });

  it("with the default limits", async () => {
    const { findKey } = createIssuerKeys({ now: () => nowMs });
    expect((await findKey(issuer, hint)).type).toBe("public");
  });
});

describe("findKey refreshes", () => {
  it("not before its time", async () => {
    await find();
    nowMs += limits.refreshAfterMs - 1;
    await find();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toHaveLength(1);
  });

  it("in time, without making the request wait", async () => {
    await find();
    nowMs += limits.refreshAfterMs;
    server.misbehaves = { delayMs: 100 };
    server.publishes = [];
    expect((await find()).type).toBe("public");
    await settled();
    expect(server.requests).toHaveLength(2);
    await expect(find()).rejects.toThrow(noKey);
    expect(server.requests).toHaveLength(2);
  });

  it("before it answers, where the set is old", async () => {
    await find();
    server.publishes = [];
    nowMs += limits.waitAfterMs;
    await expect(find()).rejects.toThrow(noKey);
  });

  it("without waiting, where the set is just not old", async () => {
    await find();
    server.publishes = [];
    nowMs += limits.waitAfterMs - 1;
    expect((await find()).type).toBe("public");
    await settled();
  });

  it.each<[string, Misbehaviour]>([
    ["down", { resets: true }],
    ["broken", { status: 500 }],
    ["slow", { stalls: true }],
  ])("in vain while the issuer is %s, and serves the last good set", async (_what, misbehaves) => {
    const key = await find();
    server.misbehaves = misbehaves;
    nowMs += limits.maxAgeMs - 1;
    expect(await find()).toBe(key);
    expect(await find()).toBe(key);
    expect(server.requests).toHaveLength(2);
    nowMs += 1;
    await expect(find()).rejects.toThrow(unavailable);
    nowMs += limits.cooldownMs;
    server.misbehaves = undefined;
    expect((await find()).type).toBe("public");
  });

  it("even where the limits are out of order, and never trusts a set beyond its age", async () => {
    keys = createIssuerKeys({ now: () => nowMs, ...limits, maxAgeMs: 60_000 });
    await find();
    server.misbehaves = { status: 500 };
    nowMs += 59_999;
    expect((await find()).type).toBe("public");
    nowMs += 1;
    await expect(find()).rejects.toThrow(unavailable);
  });

  it("where the clock was set back by more than the limit", async () => {
    await find();
    nowMs -= limits.maxAgeMs;
    server.misbehaves = { status: 500 };
    await expect(find()).rejects.toThrow(unavailable);
    expect(server.requests).toHaveLength(2);
  });

  it("past a fetch that was frozen half-way, whose late answer is dropped", async () => {
    server.misbehaves = { delayMs: 250 };
    const frozen = find();
    await expect.poll(() => server.requests.length).toBe(1);
    server.misbehaves = undefined;
    nowMs += 3_600_000;
    const fresh = await find();
    server.publishes = [];
    expect(await frozen).toBe(fresh);
    expect(await find()).toBe(fresh);
    expect(server.requests).toHaveLength(2);
  });

  it("and tells who waited for a frozen fetch alone that there was no answer", async () => {
    server.misbehaves = { delayMs: 100 };
    const frozen = expect(find()).rejects.toThrow(unavailable);
    nowMs += 3_600_000;
    server.misbehaves = { delayMs: 250 };
    const later = find();
    await frozen;
    expect((await later).type).toBe("public");
  });
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
