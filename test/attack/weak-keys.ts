import { createPublicKey, generateKeyPairSync, type KeyObject, webcrypto } from "node:crypto";
import type { PublicJwk } from "../../shared/model/issuer.ts";
import { makeKey, type SigningKey } from "../support/token-issuer.ts";

/** A member of a key set that nobody may be known by, with what its holder would sign with. */
interface WeakKey {
  readonly jwk: PublicJwk;
  readonly key: SigningKey | undefined;
}

export type WeakKeys = Readonly<Record<WeakKeyName, WeakKey>>;

export type WeakKeyName =
  | "symmetric"
  | "rsa-1024"
  | "rsa-2040"
  | "exponent-1"
  | "exponent-2"
  | "for-encryption"
  | "for-wrapping"
  | "other-algorithm"
  | "other-curve"
  | "off-curve"
  | "secp256k1"
  | "x25519"
  | "with-private-part"
  | "padded-coordinate"
  | "short-coordinate"
  | "twice";

/** What the symmetric member's secret is. */
export const sharedSecret = Buffer.alloc(32, 7);

/** One of each kind: a set may hold all of them, and its one good key must work all the same. */
export async function makeWeakKeys(): Promise<WeakKeys> {
  const ec = await makeKey("ec", "ES256");
  const jwkOf = (keyId: string, changes: Readonly<Record<string, unknown>> = {}) => ({
    ...ec.publicJwk,
    kid: keyId,
    ...changes,
  });
  const named = (keyId: string): SigningKey => ({ ...ec, keyId });
  const x = Buffer.from(String(ec.publicJwk["x"]), "base64url");
  const offCurve = Buffer.from(String(ec.publicJwk["y"]), "base64url");
  offCurve[31] = (offCurve[31] ?? 0) ^ 1;
  const rsa = await makeRsaKey("exponent-1", 2048);
  return {
    symmetric: {
      jwk: { kty: "oct", kid: "symmetric", alg: "HS256", k: sharedSecret.toString("base64url") },
      key: undefined,
    },
    "rsa-1024": await makeWeakRsa("rsa-1024", 1024),
    "rsa-2040": await makeWeakRsa("rsa-2040", 2040),
    "exponent-1": { jwk: { ...rsa.publicJwk, e: "AQ" }, key: undefined },
    "exponent-2": { jwk: { ...rsa.publicJwk, kid: "exponent-2", e: "Ag" }, key: { ...rsa, keyId: "exponent-2" } },
    "for-encryption": { jwk: jwkOf("for-encryption", { use: "enc" }), key: named("for-encryption") },
    "for-wrapping": {
      jwk: jwkOf("for-wrapping", { use: undefined, key_ops: ["wrapKey"] }),
      key: named("for-wrapping"),
    },
    "other-algorithm": { jwk: jwkOf("other-algorithm", { alg: "ES384" }), key: named("other-algorithm") },
    "other-curve": { jwk: jwkOf("other-curve", { crv: "P-384", alg: undefined }), key: named("other-curve") },
    "off-curve": { jwk: jwkOf("off-curve", { y: offCurve.toString("base64url") }), key: named("off-curve") },
    secp256k1: { jwk: exportSecp256k1(), key: named("secp256k1") },
    x25519: { jwk: { kty: "OKP", crv: "X25519", x: x.toString("base64url"), kid: "x25519" }, key: named("x25519") },
    "with-private-part": {
      jwk: jwkOf("with-private-part", { d: await exportSecret(ec) }),
      key: named("with-private-part"),
    },
    "padded-coordinate": {
      jwk: jwkOf("padded-coordinate", { x: `${ec.publicJwk["x"]}=` }),
      key: named("padded-coordinate"),
    },
    "short-coordinate": {
      jwk: jwkOf("short-coordinate", { x: x.subarray(0, 31).toString("base64url") }),
      key: named("short-coordinate"),
    },
    twice: { jwk: jwkOf("twice"), key: named("twice") },
  };
}

async function makeWeakRsa(keyId: string, modulusLength: number): Promise<WeakKey> {
  const key = await makeRsaKey(keyId, modulusLength);
  return { jwk: key.publicJwk, key };
}

async function makeRsaKey(keyId: string, modulusLength: number): Promise<SigningKey> {
  const { privateKey, publicKey } = (await webcrypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ["sign", "verify"],
  )) as webcrypto.CryptoKeyPair;
  const { n, e } = await webcrypto.subtle.exportKey("jwk", publicKey);
  return { keyId, algorithm: "RS256", privateKey, publicKey, publicJwk: { kty: "RSA", kid: keyId, n, e } };
}

async function exportSecret({ privateKey }: SigningKey): Promise<string | undefined> {
  return (await webcrypto.subtle.exportKey("jwk", privateKey)).d;
}

function exportSecp256k1(): PublicJwk {
  const { publicKey } = generateKeyPairSync("ec", {
    namedCurve: "secp256k1",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  const { x, y } = createPublicKeyJwk(createPublicKey({ key: publicKey, type: "spki", format: "der" }));
  return { kty: "EC", crv: "secp256k1", alg: "ES256", kid: "secp256k1", x, y };
}

function createPublicKeyJwk(key: KeyObject): { readonly x?: string; readonly y?: string } {
  return key.export({ format: "jwk" }) as { x?: string; y?: string };
}
