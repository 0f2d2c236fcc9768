import { describe, expect, it } from "vitest";
import type { Misbehaviour } from "../../support/token-issuer.ts";
import { discoveryPath, eachIssuerKeysWorld, hint, limits, noKey, unavailable } from "./issuer-keys-world.ts";

const world = eachIssuerKeysWorld();
const { find, discovering } = world;

describe("findKey is unavailable, and asks once in ten seconds, where the issuer", () => {
  const huge = (bytes: number, keys = "") => `{"keys":[${keys}],"x":"${"x".repeat(bytes - keys.length - 18)}"}`;

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
    ["answers with no keys", { body: '{"keys":[]}' }],
    ["answers with what is no key", { body: '{"keys":[null,"key",[],{},{"kty":["EC"]}]}' }],
    [
      "answers with keys to encrypt with",
      { body: '{"keys":[{"kty":"RSA","use":"enc"},{"kty":"RSA","key_ops":["encrypt"]}]}' },
    ],
    ["answers with keys that are no list", { body: '{"keys":{}}' }],
    ["answers with keys of a prototype", { body: '{"__proto__":{"keys":[]}}' }],
    ["answers with bytes that are no UTF-8", { body: Uint8Array.of(0x22, 0xff, 0x22) }],
    ["answers with a compressed body", { headers: { "content-encoding": "gzip" }, body: Uint8Array.of(0x1f, 0x8b) }],
  ])("%s", async (_what, misbehaves) => {
    world.server.misbehaves = misbehaves;
    await expect(find()).rejects.toThrow(unavailable);
    world.server.misbehaves = undefined;
    world.nowMs += limits.cooldownMs - 1;
    await expect(find()).rejects.toThrow(unavailable);
    expect(world.server.requests).toEqual(["/jwks"]);
    world.nowMs += 1;
    expect((await find()).type).toBe("public");
  });

  it("but not where it answers with exactly 150,000 bytes, of any content type", async () => {
    world.server.misbehaves = {
      body: huge(150_000, '{"kty":"EC","use":"sig"}'),
      headers: { "content-type": "text/plain" },
    };
    await expect(find()).rejects.toThrow(noKey);
  });

  const document = (changes: object) =>
    JSON.stringify({ issuer: world.server.tokens.issuer, jwks_uri: world.server.jwksUri, ...changes });

  const because = (reason: string) =>
    expect.objectContaining({ code: "UpstreamUnavailable", reason: expect.stringContaining(reason) });

  it.each<[string, () => object, string]>([
    ["another issuer", () => ({ issuer: "https://other.test" }), "names another issuer"],
    ["its own name with a slash", () => ({ issuer: `${world.server.tokens.issuer}/` }), "names another issuer"],
    ["its own name in a list", () => ({ issuer: [world.server.tokens.issuer] }), "names another issuer"],
    ["no key set", () => ({ jwks_uri: undefined }), "names no key set"],
    ["a key set in a list", () => ({ jwks_uri: [world.server.jwksUri] }), "names no key set"],
    ["a key set that is no address", () => ({ jwks_uri: "jwks" }), "not a URL"],
    ["a key set by http on another host", () => ({ jwks_uri: "http://idp.test/jwks" }), "must be https"],
    ["a key set with credentials", () => ({ jwks_uri: world.server.jwksUri.replace("//", "//me:pw@") }), "credentials"],
    ["a key set in a file", () => ({ jwks_uri: "file:///etc/passwd" }), "must be https"],
  ])("names %s in its discovery document", async (_what, changes, reason) => {
    world.server.misbehaves = { path: discoveryPath, body: document(changes()) };
    await expect(find(hint, discovering())).rejects.toThrow(because(reason));
    expect(world.server.requests).toEqual([discoveryPath]);
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
    await expect(find(hint, { ...world.issuer, keys: { kind: "jwksUri", uri } })).rejects.toThrow(because(reason));
  });

  it.each(["localhost", "127.1", "2130706433"])("but not where it is on loopback as %s", async (host) => {
    const uri = world.server.jwksUri.replace("127.0.0.1", host);
    expect((await find(hint, { ...world.issuer, keys: { kind: "jwksUri", uri } })).type).toBe("public");
  });

  it("has its key set at https on a port without TLS", async () => {
    const uri = world.server.jwksUri.replace("http:", "https:");
    await expect(find(hint, { ...world.issuer, keys: { kind: "jwksUri", uri } })).rejects.toThrow(unavailable);
  });

  it("takes its time for both documents together", async () => {
    world.server.misbehaves = { delayMs: limits.timeoutMs * 0.7 };
    await expect(find(hint, discovering())).rejects.toThrow(unavailable);
    expect(world.server.requests).toEqual([discoveryPath, "/jwks"]);
  });
});
