import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyToken } from "../../../shared/authenticate/verify-token.ts";
import type { Caller } from "../../../shared/model/caller.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { createTokenIssuer } from "../../support/token-issuer.ts";

const tokens = await createTokenIssuer();
const issuer = tokens.trusted();
const trust = {
  issuers: new Map([[issuer.issuer, issuer]]),
  findKey: async () => tokens.keys[0].publicKey,
  now: Date.now,
};

async function outcome(token: string): Promise<Caller | Refusal> {
  return verifyToken(token, trust).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
}

const encode = (text: string | Uint8Array) => Buffer.from(text).toString("base64url");
const headerNames = ["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "enc", "zip", "__proto__", "constructor"];
const claimNames = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "__proto__", "constructor"];
const text = fc.string({ unit: "binary" });
const value = fc.oneof(
  fc.constantFrom<unknown>("ES256", issuer.issuer, tokens.audience, "at+jwt", Date.now() / 1000 + 60, 1e308, null),
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
);
const object = (names: readonly string[]) =>
  fc.dictionary(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: text }), value, {
    noNullPrototype: true,
  });

describe("verifyToken, whatever comes", () => {
  it("refuses any text", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          text,
          fc.array(text, { minLength: 3, maxLength: 3 }).map((parts) => parts.join(".")),
        ),
        async (token) => {
          expect(await outcome(token)).toBeInstanceOf(Refusal);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("refuses any bytes as header, payload and signature", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, async (header, payload, signature) => {
        expect(await outcome([header, payload, signature].map(encode).join("."))).toBeInstanceOf(Refusal);
      }),
      { numRuns: 300 },
    );
  });

  it("refuses any header and payload that the issuer did not sign", async () => {
    const goodHeader = { alg: "ES256" };
    const goodClaims = { iss: issuer.issuer, sub: "me", aud: tokens.audience, exp: Date.now() / 1000 + 60 };
    await fc.assert(
      fc.asyncProperty(
        object(headerNames),
        object(claimNames),
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        async (header, claims, signature) => {
          const parts = [
            JSON.stringify({ ...goodHeader, ...header }),
            JSON.stringify({ ...goodClaims, ...claims }),
            signature,
          ];
          const result = await outcome(parts.map(encode).join("."));
          expect(result).toBeInstanceOf(Refusal);
          expect((result as Refusal).code).toBe("InvalidToken");
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives a signed payload a caller or a refusal, and a caller only with the demanded claims", async () => {
    const goodClaims = { iss: issuer.issuer, sub: "me", aud: tokens.audience, exp: Date.now() / 1000 + 60 };
    await fc.assert(
      fc.asyncProperty(object(headerNames), object(claimNames), async (header, claims) => {
        const token = await tokens.signBytes(
          JSON.stringify({ ...header, alg: "ES256" }),
          JSON.stringify({ ...goodClaims, ...claims }),
        );
        const result = await outcome(token);
        if (result instanceof Refusal) return;
        expect(result.subject.length).toBeGreaterThan(0);
        expect(result.claims["iss"]).toBe(issuer.issuer);
        expect([result.claims["aud"]].flat()).toContain(tokens.audience);
        expect(Number.isFinite(result.tokenExpiresAtSeconds)).toBe(true);
        expect(Object.hasOwn(result.claims, "cnf")).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect((await outcome(await tokens.issueToken())) instanceof Refusal).toBe(false);
  });

  it("refuses every token with one changed character", async () => {
    const token = await tokens.issueToken();
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), async (at, character) => {
        fc.pre(token[at] !== character);
        expect(await outcome(token.slice(0, at) + character + token.slice(at + 1))).toBeInstanceOf(Refusal);
      }),
      { numRuns: 500 },
    );
  });
});
