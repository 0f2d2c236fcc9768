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

describe("findKey is unavailable, and asks once in ten seconds, where the issuer", () => {
  const huge = (bytes: number) => `{"keys":[],"x":"${"x".repeat(bytes - 18)}"}`;

  it.each<[string, Misbehaviour]>([
    ["resets the connection", { resets: true }],
    ["does not answer", { delayMs: 1_000 }],
    ["stops in the middle", { stalls: true }],
    ["answers 404", { status: 404 }],
    ["answers 204", { status: 204, body: "" }],
    ["answers 206", { status: 206 }],
    ["answers 304", { status: 304, body: "" }],
    ["redirects", { status: 302, headers: { location: "/elsewhere" } }],
    ["redirects with a body", { status: 308, headers: { location: "/elsewhere" } }],
    ["answers with over 150,000 bytes", { body: huge(150_001) }],
    ["answers with text", { body: "keys" }],
    ["answers with nothing", { body: "" }],
    ["answers with a list", { body: "[]" }],
    ["answers with null", { body: "null" }],
    ["answers without keys", { body: "{}" }],
    ["answers with keys that are no list", { body: '{"keys":{}}' }],
    ["answers with keys of a prototype", { body: '{"__proto__":{"keys":[]}}' }],
    ["answers with bytes that are no UTF-8", { body: Uint8Array.of(0x22, 0xff, 0x22) }],
    ["answers with a compressed body", { headers: { "content-encoding": "gzip" }, body: Uint8Array.of(0x1f, 0x8b) }],
  ])("%s", async (_what, misbehaves) => {
    server.misbehaves = misbehaves;
    await expect(find()).rejects.toThrow(unavailable);
    server.misbehaves = undefined;
    nowMs += limits.cooldownMs - 1;
    await expect(find()).rejects.toThrow(unavailable);
    expect(server.requests).toEqual(["/jwks"]);
    nowMs += 1;
    expect((await find()).type).toBe("public");
  });

  it("but not where it answers with exactly 150,000 bytes, of any content type", async () => {
    server.misbehaves = { body: huge(150_000), headers: { "content-type": "text/plain" } };
    await expect(find()).rejects.toThrow(noKey);
  });

  const document = (changes: object) =>
    JSON.stringify({ issuer: server.tokens.issuer, jwks_uri: server.jwksUri, ...changes });

  const because = (reason: string) =>
    expect.objectContaining({ code: "UpstreamUnavailable", reason: expect.stringContaining(reason) });

  it.each<[string, () => object, string]>([
    ["another issuer", () => ({ issuer: "https://other.test" }), "names another issuer"],
    ["its own name with a slash", () => ({ issuer: `${server.tokens.issuer}/` }), "names another issuer"],
    ["its own name in a list", () => ({ issuer: [server.tokens.issuer] }), "names another issuer"],
    ["no key set", () => ({ jwks_uri: undefined }), "names no key set"],
    ["a key set in a list", () => ({ jwks_uri: [server.jwksUri] }), "names no key set"],
    ["a key set that is no address", () => ({ jwks_uri: "jwks" }), "not a URL"],
    ["a key set by http on another host", () => ({ jwks_uri: "http://idp.test/jwks" }), "must be https"],
    ["a key set with credentials", () => ({ jwks_uri: server.jwksUri.replace("//", "//me:pw@") }), "credentials"],
    ["a key set in a file", () => ({ jwks_uri: "file:///etc/passwd" }), "must be https"],
  ])("names %s in its discovery document", async (_what, changes, reason) => {
    server.misbehaves = { path: discoveryPath, body: document(changes()) };
    await expect(find(hint, discovering())).rejects.toThrow(because(reason));
    expect(server.requests).toEqual([discoveryPath]);
  });

  it.each([
    ["is no address", "corp", "not a URL"],
    ["is http on another host", "http://idp.test", "must be https"],
    ["has credentials", "https://me:pw@127.0.0.1:1", "credentials"],
    ["has a query", "https://127.0.0.1:1/?tenant=1", "query"],
    ["has a fragment", "https://127.0.0.1:1/#tenant", "fragment"],
    ["has nothing but the mark of a query", "https://127.0.0.1:1/?", "query"],
  ])("%s and is to be discovered", async (_what, name, reason) => {
    await expect(find(hint, { ...discovering(), issuer: name })).rejects.toThrow(because(reason));
  });

  it.each([
    ["http on another host", "http://idp.test/jwks", "must be https"],
    ["http on a host that starts like loopback", "http://127.0.0.1.idp.test/jwks", "must be https"],
    ["http on a host that starts like localhost", "http://localhost.idp.test/jwks", "must be https"],
    ["no address", "", "not a URL"],
    ["a file", "file:///etc/passwd", "must be https"],
    ["https where nobody listens", "https://127.0.0.1:1/jwks", "ECONNREFUSED"],
    ["an IPv6 loopback address where nobody listens", "http://[::1]:1/jwks", "connect"],
  ])("has its key set at %s", async (_what, uri, reason) => {
    await expect(find(hint, { ...issuer, keys: { kind: "jwksUri", uri } })).rejects.toThrow(because(reason));
  });

  it.each(["localhost", "127.1", "2130706433"])("but not where it is on loopback as %s", async (host) => {
    const uri = server.jwksUri.replace("127.0.0.1", host);
    expect((await find(hint, { ...issuer, keys: { kind: "jwksUri", uri } })).type).toBe("public");
  });

  it("has its key set at https on a port without TLS", async () => {
    const uri = server.jwksUri.replace("http:", "https:");
    await expect(find(hint, { ...issuer, keys: { kind: "jwksUri", uri } })).rejects.toThrow(unavailable);
  });

  it("takes its time for both documents together", async () => {
    server.misbehaves = { delayMs: limits.timeoutMs * 0.7 };
    await expect(find(hint, discovering())).rejects.toThrow(unavailable);
    expect(server.requests).toEqual([discoveryPath, "/jwks"]);
  });
});
