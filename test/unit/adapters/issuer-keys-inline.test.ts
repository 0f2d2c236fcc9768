import { beforeAll, describe, expect, it } from "vitest";
import { createIssuerKeys } from "../../../shared/adapters/issuer-keys.ts";
import { type PublicJwk, type SignatureAlgorithm, signatureAlgorithms } from "../../../shared/model/issuer.ts";
import { createTokenIssuer, makeKey, type SigningKey } from "../../support/token-issuer.ts";

const tokens = await createTokenIssuer();
const now = () => Date.UTC(2026, 10, 2);
const made = new Map<SignatureAlgorithm, SigningKey>();

beforeAll(async () => {
  for (const algorithm of ["RS256", "ES256", "ES384", "ES512", "Ed25519"] as const) {
    made.set(algorithm, await makeKey("k", algorithm));
  }
});

/** The public JWK of a test key, with members replaced; one that is `undefined` is left out. */
function jwk(algorithm: SignatureAlgorithm, changes: Readonly<Record<string, unknown>> = {}): PublicJwk {
  const members = { ...made.get(algorithm)?.publicJwk, ...changes };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** For a token without key id, `keyId` is null. */
function find(members: readonly unknown[], algorithm: SignatureAlgorithm, keyId: string | null = "k") {
  const keys = { kind: "inline", jwks: { keys: members as PublicJwk[] } } as const;
  return createIssuerKeys({ now }).findKey(tokens.trusted({ keys }), { keyId: keyId ?? undefined, algorithm });
}

/** Bytes that stand for a big-endian number, as base64url. */
const bytes = (...values: number[]) => Buffer.from(values).toString("base64url");
const modulus = (bits: number, last = 1) => {
  const digits = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  digits[0] = 0xff >> (digits.length * 8 - bits);
  digits[digits.length - 1] = last;
  return digits.toString("base64url");
};

const noKey = expect.objectContaining({ name: "Refusal", code: "InvalidToken" });

describe("findKey, inline, finds", () => {
  it("a key of every algorithm, and the same one again", async () => {
    const { findKey } = createIssuerKeys({ now });
    const issuer = tokens.trusted({
      keys: {
        kind: "inline",
        jwks: {
          keys: [...made.keys()].map((algorithm) => jwk(algorithm, { kid: algorithm.slice(0, 5), alg: undefined })),
        },
      },
    });
    for (const algorithm of signatureAlgorithms) {
      const keyId = /^[RP]S/.test(algorithm) ? "RS256" : algorithm.replace("EdDSA", "Ed25519").slice(0, 5);
      const key = await findKey(issuer, { keyId, algorithm });
      expect(key.type).toBe("public");
      expect(key.usages).toEqual(["verify"]);
      expect(await findKey(issuer, { keyId, algorithm })).toBe(key);
    }
  });

  it("one RSA key for one hash at a time", async () => {
    const key = await find([jwk("RS256", { alg: undefined })], "PS512");
    expect(key.algorithm).toMatchObject({ name: "RSA-PSS", hash: { name: "SHA-512" } });
  });

  it("a modulus of 2,048 bits and an exponent of 3", async () => {
    const key = await find([jwk("RS256", { n: modulus(2048), e: bytes(3) })], "RS256");
    expect(key.algorithm).toMatchObject({ modulusLength: 2048 });
  });

  it("a modulus of 8,192 bits and an exponent of four bytes", async () => {
    const key = await find([jwk("RS256", { n: modulus(8192), e: bytes(255, 255, 255, 255) })], "RS256");
    expect(key.algorithm).toMatchObject({ modulusLength: 8192 });
  });

  it.each<[string, Record<string, unknown>]>([
    ["no use", { use: undefined }],
    ["key_ops with verify", { key_ops: ["sign", "verify"] }],
    ["members that nobody knows", { x5c: ["?"], x5t: 1, custom: {} }],
  ])("a key with %s", async (_what, changes) => {
    expect((await find([jwk("ES256", changes)], "ES256")).type).toBe("public");
  });

  it("the only key that fits a token without key id", async () => {
    const key = await find([jwk("RS256"), jwk("ES256", { kid: undefined }), jwk("ES384")], "ES256", null);
    expect(key.algorithm).toMatchObject({ namedCurve: "P-256" });
  });

  it("the one of two with the same key id that fits the algorithm", async () => {
    const key = await find([jwk("RS256"), jwk("ES256")], "ES256");
    expect(key.algorithm).toMatchObject({ namedCurve: "P-256" });
  });

  it("the hundredth of a set, beside bad ones", async () => {
    const members = [...Array.from({ length: 99 }, () => ({ kty: "oct", kid: "k", k: "eA" })), jwk("ES256")];
    expect((await find(members, "ES256")).type).toBe("public");
    await expect(find([{}, ...members], "ES256")).rejects.toThrow(noKey);
  });

  it.each(["__proto__", "constructor", "../../etc/passwd", "' or 1=1 --", ""])(
    "a key named %j by that name only",
    async (keyId) => {
      expect((await find([jwk("ES256", { kid: keyId })], "ES256", keyId)).type).toBe("public");
      await expect(find([jwk("ES256")], "ES256", keyId)).rejects.toThrow(noKey);
    },
  );
});

describe("findKey, inline, ignores", () => {
  it.each<[string, SignatureAlgorithm, Record<string, unknown>]>([
    ["a symmetric key", "ES256", { kty: "oct", k: "eA" }],
    ["a private key", "ES256", { d: "eA" }],
    ["a private RSA key", "RS256", { p: "eA" }],
    ["a member k", "ES256", { k: "eA" }],
    ["use enc", "ES256", { use: "enc" }],
    ["use in a list", "ES256", { use: ["sig"] }],
    ["use null", "ES256", { use: null }],
    ["key_ops without verify", "ES256", { key_ops: ["sign"] }],
    ["empty key_ops", "ES256", { key_ops: [] }],
    ["key_ops as a string", "ES256", { key_ops: "verify" }],
    ["alg of another algorithm", "ES256", { alg: "ES384" }],
    ["alg of the other padding", "RS256", { alg: "PS256" }],
    ["alg HS256", "RS256", { alg: "HS256" }],
    ["alg null", "ES256", { alg: null }],
    ["alg in a list", "ES256", { alg: ["ES256"] }],
    ["no kty", "ES256", { kty: undefined }],
    ["kty in a list", "ES256", { kty: ["EC"] }],
    ["kty of a prototype", "ES256", { kty: "__proto__" }],
    ["kty of another type", "ES256", { kty: "RSA" }],
    ["kty that refuses to be text", "ES256", { kty: { toString: 1, valueOf: 1 } }],
    ["no crv", "ES256", { crv: undefined }],
    ["crv in a list", "ES256", { crv: ["P-256"] }],
    ["crv of another curve", "ES256", { crv: "P-384" }],
    ["crv secp256k1", "ES256", { crv: "secp256k1" }],
    ["crv X25519", "Ed25519", { crv: "X25519" }],
    ["crv Ed448", "Ed25519", { crv: "Ed448" }],
    ["a point off the curve", "ES256", { y: bytes(...Buffer.alloc(32, 1)) }],
    ["a coordinate that is too short", "ES256", { x: bytes(...Buffer.alloc(31, 1)) }],
    ["a coordinate that is too long", "ES256", { x: bytes(...Buffer.alloc(33, 1)) }],
    ["a coordinate with padding", "ES256", { x: `${bytes(...Buffer.alloc(32, 1))}=` }],
    ["a coordinate that is no text", "ES256", { x: 1 }],
    ["no coordinate", "Ed25519", { x: undefined }],
    ["a modulus of 2,047 bits", "RS256", { n: modulus(2047) }],
    ["a modulus of 2,047 bits behind zeros", "RS256", { n: bytes(0, 0, ...Buffer.from(modulus(2047), "base64url")) }],
    ["an empty modulus", "RS256", { n: "" }],
    ["an even modulus", "RS256", { n: modulus(2048, 0) }],
    ["a modulus of 8,193 bits", "RS256", { n: modulus(8193) }],
    ["an exponent of five bytes", "RS256", { e: bytes(1, 0, 0, 0, 1) }],
    ["a modulus of zeros", "RS256", { n: bytes(...Buffer.alloc(256)) }],
    ["exponent 1", "RS256", { e: bytes(1) }],
    ["exponent 1 behind zeros", "RS256", { e: bytes(0, 0, 1) }],
    ["exponent 2", "RS256", { e: bytes(2) }],
    ["exponent 65536", "RS256", { e: bytes(1, 0, 0) }],
    ["exponent 0", "RS256", { e: bytes(0) }],
    ["an empty exponent", "RS256", { e: "" }],
    ["a key id that is a number", "ES256", { kid: 1 }],
    ["a key id that is null", "ES256", { kid: null }],
  ])("%s, and finds the good key beside it", async (_what, algorithm, changes) => {
    const bad = jwk(algorithm, changes);
    await expect(find([bad], algorithm)).rejects.toThrow(noKey);
    // Also where the token has no key id, and the bad member would make it ambiguous.
    await expect(find([bad], algorithm, null)).rejects.toThrow(noKey);
    expect((await find([bad, jwk(algorithm, { kid: "good" })], algorithm, "good")).type).toBe("public");
  });

  it.each([
    ["null", null],
    ["a list", []],
    ["text", "key"],
    ["a number", 1],
  ])("a member that is %s", async (_what, member) => {
    expect((await find([member, jwk("ES256")], "ES256")).type).toBe("public");
  });
});

describe("findKey, inline, refuses", () => {
  it("both of two keys with one key id", async () => {
    const other = await makeKey("k", "ES256");
    await expect(find([jwk("ES256"), other.publicJwk], "ES256")).rejects.toThrow(noKey);
  });

  it("to choose between two keys for a token without key id", async () => {
    const other = await makeKey("other", "ES256");
    await expect(find([jwk("ES256"), other.publicJwk], "ES256", null)).rejects.toThrow(noKey);
  });

  it("an empty set", async () => {
    await expect(find([], "ES256")).rejects.toThrow(noKey);
  });

  it("a key id of another issuer's set", async () => {
    const { findKey } = createIssuerKeys({ now });
    const one = tokens.trusted({ keys: { kind: "inline", jwks: { keys: [jwk("ES256", { kid: "a" })] } } });
    const two = {
      ...one,
      issuer: "https://two.test",
      keys: { kind: "inline", jwks: { keys: [jwk("ES256", { kid: "b" })] } },
    } as const;
    expect((await findKey(one, { keyId: "a", algorithm: "ES256" })).type).toBe("public");
    await expect(findKey(two, { keyId: "a", algorithm: "ES256" })).rejects.toThrow(noKey);
    await expect(findKey(one, { keyId: "b", algorithm: "ES256" })).rejects.toThrow(noKey);
  });

  it("a key that a new map removed", async () => {
    const { findKey } = createIssuerKeys({ now });
    const before = tokens.trusted();
    const after = tokens.trusted({ keys: { kind: "inline", jwks: { keys: [] } } });
    expect((await findKey(before, { keyId: "key-1", algorithm: "ES256" })).type).toBe("public");
    await expect(findKey(after, { keyId: "key-1", algorithm: "ES256" })).rejects.toThrow(noKey);
  });
});
