import { createHash, randomUUID, webcrypto } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";

/** What differs from a good proof. A member that is `undefined` is left out. */
export interface ProofChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs in place of the key that the proof carries. */
  readonly signer?: webcrypto.CryptoKey;
}

/** A client's key, and DPoP proofs by it (RFC 9449 section 4.2). */
export interface Prover {
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  readonly privateKey: webcrypto.CryptoKey;
  /** `cnf.jkt`. */
  readonly thumbprint: string;
  readonly prove: (request: ProvenRequest, changes?: ProofChanges) => Promise<string>;
}

interface ProvenRequest {
  readonly token: string;
  readonly url: string;
  readonly method?: string;
  /** Seconds since the epoch. */
  readonly now?: number;
}

/** @param keys new ones where they are not given */
export async function createProver(
  algorithm = "ES256",
  modulusLength = 2048,
  keys?: { readonly publicKey: webcrypto.CryptoKey; readonly privateKey: webcrypto.CryptoKey },
): Promise<Prover> {
  const { publicKey, privateKey } = keys ?? (await generateKeyPair(algorithm, { extractable: true, modulusLength }));
  const publicJwk = await exportJWK(publicKey);
  return {
    publicJwk,
    privateJwk: await exportJWK(privateKey),
    privateKey,
    thumbprint: await calculateJwkThumbprint(publicJwk),
    prove: async ({ token, url, method = "GET", now = Math.floor(Date.now() / 1_000) }, changes = {}) => {
      const ath = createHash("sha256").update(token).digest("base64url");
      const claims = { htm: method, htu: url, iat: now, jti: randomUUID(), ath, ...changes.claims };
      const header = { typ: "dpop+jwt", alg: algorithm, jwk: publicJwk, ...changes.header };
      return signBytes(JSON.stringify(header), JSON.stringify(claims), changes.signer ?? privateKey, algorithm);
    },
  };
}

/** As jose signs, over a header of any bytes: it would refuse to write most of the broken ones. */
async function signBytes(
  header: string,
  payload: string,
  key: webcrypto.CryptoKey,
  algorithm: string,
): Promise<string> {
  const [head, body] = [header, payload].map((part) => Buffer.from(part).toString("base64url"));
  const input = `${head}.${body}`;
  const bits = algorithm.slice(2);
  const parameters = algorithm.startsWith("ES")
    ? { name: "ECDSA", hash: `SHA-${bits}` }
    : algorithm.startsWith("PS")
      ? { name: "RSA-PSS", saltLength: Number(bits) / 8 }
      : { name: algorithm.startsWith("RS") ? "RSASSA-PKCS1-v1_5" : "Ed25519" };
  const signature = await webcrypto.subtle.sign(parameters, key, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}
