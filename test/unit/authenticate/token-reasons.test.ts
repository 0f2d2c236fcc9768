import { describe, expect, test } from "vitest";
import type { Issuer } from "../../../shared/model/issuer.ts";
import type { Refusal } from "../../../shared/model/refusal.ts";
import { makeKey, type TokenChanges } from "../../support/token-issuer.ts";
import { now, tokens, verify } from "./verify-fixture.ts";

const [header = "", payload = "", signature = ""] = (await tokens.issueToken()).split(".");
const encode = (text: string) => Buffer.from(text).toString("base64url");
const notObject = "is not a JSON object with unique names, well-formed strings and bounded depth";

async function reasonOf(token: string, trusted: Partial<Issuer> = {}): Promise<string | undefined> {
  return ((await verify(token, trusted)).error as Refusal | undefined)?.reason;
}

describe("what the audit record says of a token that cannot be read", () => {
  // The tokens differ with every run, and so are no part of a name.
  test.each([
    ["the token has 10241 characters, over 10240", () => "a".repeat(10_241)],
    ["the token is not three parts", () => `${header}.${payload}.${signature}.`],
    ["the token is encrypted (five parts: a JWE), not signed", () => "a.b.c.d.e"],
    ["the header is empty or not base64url", () => `.${payload}.${signature}`],
    ["the payload is empty or not base64url", () => `${header}.+.${signature}`],
    ["the signature is empty or not base64url", () => `${header}.${payload}.`],
    ["the header is not UTF-8", () => `gIA.${payload}.${signature}`],
    ["the payload is not UTF-8", () => `${header}.gIA.${signature}`],
    [`the header ${notObject}`, () => `${encode("[]")}.${payload}.${signature}`],
    [`the payload ${notObject}`, () => `${header}.${encode("1")}.${signature}`],
  ])("%s", async (reason, token) => {
    expect(await reasonOf(token())).toBe(reason);
  });
});

describe("what the audit record says of a token", () => {
  const kinds = "is that of an ID, refresh, logout or event token";
  const rows: [reason: string, changes: TokenChanges, trusted?: Partial<Issuer>][] = [
    ['the issuer is not known: "https://other.test"', { claims: { iss: "https://other.test" } }],
    [`the issuer is not known: "${"i".repeat(128)}"`, { claims: { iss: "i".repeat(128) } }],
    [`the issuer is not known: "${"i".repeat(128)}..."`, { claims: { iss: "i".repeat(129) } }],
    ["the issuer is not known: nothing", { claims: { iss: undefined } }],
    ["the issuer is not known: a value of type object", { claims: { iss: [tokens.issuer] } }],
    ['the header has "crit"', { header: { crit: ["exp"] } }],
    ['algorithm "HS256" is not allowed for issuer corp', { header: { alg: "HS256" } }],
    ["the key id is not a string", { header: { kid: 1 } }],
    ["the key id has 257 characters, over 256", { header: { kid: "k".repeat(257) } }],
    ['the header has no "typ"; issuer corp needs JWT', { header: { typ: undefined } }, { tokenType: "JWT" }],
    ['"typ" is "JWT", not at+jwt', { header: { typ: "JWT" } }, { tokenType: "at+jwt" }],
    ['"typ" is "logout+jwt", not JWT or at+jwt', { header: { typ: "logout+jwt" } }],
    [`the claim at_hash ${kinds}`, { claims: { at_hash: "x" } }],
    [`the claim token_use ${kinds}`, { claims: { token_use: "id" } }],
    ["exp is missing", { claims: { exp: undefined } }],
    ["exp is not a finite number", { claims: { exp: "never" } }],
    ["exp is past", { claims: { exp: now - 60 } }],
    ["nbf is not a finite number", { claims: { nbf: "now" } }],
    ["nbf is in the future", { claims: { nbf: now + 60 } }],
    ["iat is not a finite number", { claims: { iat: "now" } }],
    ["iat is in the future", { claims: { iat: now + 60 } }],
    ["iat is missing, and a maximum age is set", { claims: { iat: undefined } }, { maxTokenAgeSeconds: 60 }],
    ["now - iat is over 60 s", { claims: { iat: now - 100 } }, { maxTokenAgeSeconds: 60 }],
    ["exp - iat is over 3600 s", { claims: { exp: now + 3_601 } }],
    ["exp - now is over 3600 s", { claims: { iat: undefined, exp: now + 3_631 } }],
    ["aud is not a string or a list of strings", { claims: { aud: 1 } }],
    ["aud holds none of the audiences of issuer corp", { claims: { aud: "https://other.test" } }],
    ["sub is missing or empty", { claims: { sub: "" } }],
    ["sub has 2049 characters, over 2048", { claims: { sub: "s".repeat(2_049) } }],
    ["sub is not a string", { claims: { sub: 1 } }],
    ["the claim team is missing", {}, { requiredClaims: ["team"] }],
    ["jti is not a string", { claims: { jti: 1 } }],
    ["cnf holds a confirmation that cannot be proved here", { claims: { cnf: { jkt: "x" } } }],
    ["cnf holds no confirmation", { claims: { cnf: {} } }],
    [
      "tokens of issuer corp must be bound by dpop or mtls, and this one is not",
      {},
      { senderConstrained: { methods: ["dpop", "mtls"], demandsNonce: false } },
    ],
    ["the token is bound to a key, and no DPoP proof came with it", { claims: { cnf: { jkt: "a".repeat(43) } } }],
    [
      "the token is bound to a client certificate, and the connection has none",
      { claims: { cnf: { "x5t#S256": "a".repeat(43) } } },
    ],
  ];
  test.each(rows)("%s", async (reason, changes, trusted) => {
    expect(await reasonOf(await tokens.issueToken(changes), trusted)).toBe(reason);
  });

  test("whose signature does not hold", async () => {
    const { error } = await verify(`${header}.${payload}.${Buffer.alloc(64).toString("base64url")}`);
    expect(error).toMatchObject({ code: "InvalidToken", reason: "the token's signature does not hold" });
  });

  test("whose key was found, and is for another algorithm", async () => {
    const other = await makeKey("key-1", "ES384");
    const { error } = await verify(await tokens.issueToken(), {}, async () => other.publicKey);
    expect(error).toMatchObject({ code: "Internal", reason: "a key is not for ES256" });
  });
});
