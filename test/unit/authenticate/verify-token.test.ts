import { describe, expect, it } from "vitest";
import { verifyToken } from "../../../shared/authenticate/verify-token.ts";
import { Fault } from "../../../shared/model/fault.ts";
import { type Issuer, signatureAlgorithms } from "../../../shared/model/issuer.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createTokenIssuer, type TokenChanges } from "../../support/token-issuer.ts";
import { expectRefusal, now, nowMs, tokens, verify } from "./verify-fixture.ts";

const stranger = await createTokenIssuer({ issuer: tokens.issuer, now: () => nowMs });

describe("verifyToken makes a caller", () => {
  it("with what the token says", async () => {
    const token = await tokens.issueToken({ claims: { jti: "t-1", groups: ["etl"], __proto__: undefined } });
    const { caller, hints } = await verify(token);
    expect(caller).toMatchObject({
      issuerName: "corp",
      issuer: "https://idp.test",
      subject: "report-runner",
      tokenId: "t-1",
      tokenExpiresAtSeconds: now + 3600,
      claims: { iss: "https://idp.test", groups: ["etl"] },
    });
    expect(hints).toEqual([{ keyId: "key-1", algorithm: "ES256" }]);
  });

  it("that nobody can change", async () => {
    const { caller } = await verify(await tokens.issueToken({ claims: { nested: { list: [{}] } } }));
    const nested = caller?.claims["nested"] as { list: object[] };
    expect([caller, caller?.claims, nested, nested.list, nested.list[0]].every(Object.isFrozen)).toBe(true);
  });

  it("without a token id where the token has none", async () => {
    const { caller } = await verify(await tokens.issueToken({ claims: { jti: undefined } }));
    expect(caller?.tokenId).toBeUndefined();
  });

  it("with a claim named __proto__ that stays a claim", async () => {
    const payload = `{"__proto__":{"sub":"root"},"iss":"${tokens.issuer}","sub":"me","aud":"${tokens.audience}","exp":${now + 60}}`;
    const { caller } = await verify(await tokens.signBytes('{"alg":"ES256"}', payload));
    expect(caller?.subject).toBe("me");
    expect(Object.hasOwn(caller?.claims ?? {}, "__proto__")).toBe(true);
  });

  it.each(signatureAlgorithms)("from %s", async (algorithm) => {
    const other = await createTokenIssuer({ algorithm, now: () => nowMs });
    const { caller } = await verify(
      await other.issueToken(),
      { algorithms: [algorithm] },
      async () => other.keys[0].publicKey,
    );
    expect(caller?.subject).toBe("report-runner");
  });

  it.each<[string, TokenChanges, Partial<Issuer>?]>([
    ["no typ", { header: { typ: undefined } }],
    ["typ JWT", { header: { typ: "JWT" } }],
    ["typ jwt", { header: { typ: "jwt" } }],
    ["typ application/at+jwt", { header: { typ: "application/at+jwt" } }],
    ["the configured typ", { header: { typ: "at+jwt" } }, { tokenType: "at+jwt" }],
    ["the configured typ in other case", { header: { typ: "AT+JWT" } }, { tokenType: "at+jwt" }],
    ["the configured typ with a prefix", { header: { typ: "application/at+jwt" } }, { tokenType: "at+jwt" }],
    ["the configured typ with a prefix in the map", { header: { typ: "at+jwt" } }, { tokenType: "Application/at+jwt" }],
    ["a configured typ of its own", { header: { typ: "vend+jwt" } }, { tokenType: "vend+jwt" }],
    ["an access token of Cognito", { header: { typ: undefined }, claims: { token_use: "access" } }],
    ["an access token of Keycloak", { header: { typ: "JWT" }, claims: { typ: "Bearer" } }],
    ["an nbf before the epoch", { claims: { nbf: -1 } }],
    ["no kid", { header: { kid: undefined } }],
    ["a kid of 256 characters", { header: { kid: "k".repeat(256) } }],
    [
      "keys in the header, which are ignored",
      {
        header: {
          jwk: stranger.keys[0].publicJwk,
          jku: "http://127.0.0.1:1/",
          x5u: "http://127.0.0.1:1/",
          x5c: ["eA=="],
        },
      },
    ],
    ["unknown header members", { header: { nonce: "x", "x5t#S256": "y" } }],
    ["no iat", { claims: { iat: undefined } }],
    ["a fractional exp", { claims: { exp: now + 0.5 } }, { clockToleranceSeconds: 0 }],
    ["an exp just inside the tolerance", { claims: { iat: now - 60, exp: now - 29.999 } }],
    ["an nbf at the tolerance", { claims: { nbf: now + 30 } }],
    ["an iat at the tolerance", { claims: { iat: now + 30 } }],
    ["the greatest age", { claims: { iat: now - 90, exp: now + 60 } }, { maxTokenAgeSeconds: 60 }],
    ["the longest lifetime", { claims: { exp: now + 3600 } }],
    ["the longest remaining life without iat", { claims: { iat: undefined, exp: now + 3630 } }],
    ["an audience in a list", { claims: { aud: ["https://other.test", tokens.audience] } }],
    ["the second of the audiences", { claims: { aud: "b" } }, { audiences: ["a", "b"] }],
    ["a subject of 2,048 characters", { claims: { sub: "s".repeat(2048) } }],
    [
      "required claims that are there but false",
      { claims: { a: false, b: "", c: 0 } },
      { requiredClaims: ["a", "b", "c", "sub"] },
    ],
  ])("with %s", async (_what, changes, trusted) => {
    const { caller, error } = await verify(await tokens.issueToken(changes), trusted);
    expect(error).toBeUndefined();
    expect(caller?.issuer).toBe(tokens.issuer);
  });
});

describe("verifyToken tells the record, once the signature has held,", () => {
  it.each([
    ["whom the token names", {}, { subject: "report-runner", tokenId: "t-1" }],
    ["nobody who is not named by text", { sub: 1, jti: ["t-1"] }, {}],
    ["nobody who is not named", { sub: undefined, jti: undefined }, {}],
  ])("%s", async (_what, claims, identity) => {
    const issuer = tokens.trusted();
    const signed: unknown[] = [];
    const trust = {
      issuers: new Map([[issuer.issuer, issuer]]),
      findKey: async () => tokens.keys[0].publicKey,
      now: () => nowMs,
      onSigned: (who: unknown) => signed.push(who),
    };
    const token = await tokens.issueToken({ claims: { jti: "t-1", ...claims } });
    await verifyToken(token, trust).catch(() => undefined);
    expect(signed).toEqual([{ issuer: tokens.issuer, ...identity }]);
  });
});

describe("verifyToken refuses a signature", () => {
  it("of another key", async () => {
    await expectRefusal(await stranger.issueToken(), "InvalidToken", 1);
  });

  it("of another key, before anything is said of the claims", async () => {
    await expectRefusal(await stranger.issueToken({ claims: { exp: 1, aud: "x" } }), "InvalidToken", 1);
  });

  it("over another payload", async () => {
    const [header, , signature] = (await tokens.issueToken()).split(".");
    const [, payload] = (await tokens.issueToken({ claims: { sub: "root" } })).split(".");
    await expectRefusal(`${header}.${payload}.${signature}`, "InvalidToken", 1);
  });

  it("over another header", async () => {
    const [, payload, signature] = (await tokens.issueToken()).split(".");
    const [header] = (await tokens.issueToken({ header: { typ: "JWT" } })).split(".");
    await expectRefusal(`${header}.${payload}.${signature}`, "InvalidToken", 1);
  });

  it.each([
    ["of zeros (CVE-2022-21449)", Buffer.alloc(64)],
    ["in DER", Buffer.from("3006020101020101", "hex")],
    ["of 63 bytes", Buffer.alloc(63, 1)],
    ["of 65 bytes", Buffer.alloc(65, 1)],
    ["of one byte", Buffer.alloc(1)],
  ])("%s", async (_what, signature) => {
    const [header, payload] = (await tokens.issueToken()).split(".");
    await expectRefusal(`${header}.${payload}.${signature.toString("base64url")}`, "InvalidToken", 1);
  });

  it("that the issuer has no key for, with the port's own words", async () => {
    const refusal = new Refusal("InvalidToken", "no such key");
    const { error } = await verify(await tokens.issueToken(), {}, () => Promise.reject(refusal));
    expect(error).toBe(refusal);
  });

  it("never where keys cannot be had: that is a fault", async () => {
    const fault = new Fault("UpstreamUnavailable", "issuer down");
    const { error } = await verify(await tokens.issueToken(), {}, () => Promise.reject(fault));
    expect(error).toBe(fault);
  });

  it("never where a key of another algorithm was found: that is a fault", async () => {
    const other = await createTokenIssuer({ algorithm: "Ed25519" });
    const { error } = await verify(await tokens.issueToken(), {}, async () => other.keys[0].publicKey);
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).code).toBe("Internal");
  });
});
