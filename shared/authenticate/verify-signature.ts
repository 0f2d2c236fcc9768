import { constants, KeyObject, verify, type webcrypto } from "node:crypto";
import { Fault } from "../model/fault.ts";
import type { SignatureAlgorithm } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import type { JwsKind } from "./jws-kind.ts";

/** How Node checks a signature of an algorithm, and the only kind of key that may be used for it. */
interface Scheme {
  readonly digest: string | null;
  readonly options: {
    readonly padding?: number;
    readonly saltLength?: number;
    readonly dsaEncoding?: "ieee-p1363";
  };
  readonly key: { readonly name: string; readonly hash?: string; readonly namedCurve?: string };
}

/** RFC 7518 sections 3.3 to 3.5, RFC 8037 section 3.1. */
const schemes = {
  RS256: rsa("SHA-256"),
  RS384: rsa("SHA-384"),
  RS512: rsa("SHA-512"),
  PS256: rsaPss("SHA-256"),
  PS384: rsaPss("SHA-384"),
  PS512: rsaPss("SHA-512"),
  ES256: ecdsa("SHA-256", "P-256"),
  ES384: ecdsa("SHA-384", "P-384"),
  ES512: ecdsa("SHA-512", "P-521"),
  EdDSA: ed25519(),
  Ed25519: ed25519(),
} satisfies Record<SignatureAlgorithm, Scheme>;

/** Node's own form of each key, made once. */
const keyObjects = new WeakMap<webcrypto.CryptoKey, KeyObject>();

/**
 * Returns where the signature over the exact text of a JWS holds. What else is in it has been decoded and checked before.
 *
 * By Node's `verify` and not by jose: jose hands each check to a thread by way of WebCrypto, and to wake that costs a virtual
 * machine that answers one request at a time nearly as much as the check itself.
 * @param key made for this algorithm: WebCrypto's keys say what they are for
 * @throws Refusal of the kind's code where it does not hold
 * @throws Fault `Internal` where key and algorithm do not fit each other, which is no token's doing
 */
export function verifySignature(
  text: string,
  key: webcrypto.CryptoKey,
  algorithm: SignatureAlgorithm,
  kind: JwsKind,
): void {
  const scheme: Scheme = schemes[algorithm];
  if (!isFor(scheme, key)) throw new Fault("Internal", `a key is not for ${algorithm}`);
  const end = text.lastIndexOf(".");
  const signature = Buffer.from(text.slice(end + 1), "base64url");
  // Stryker disable next-line StringLiteral: nothing but base64url and dots is left of the text, which every encoding spells alike
  const signed = Buffer.from(text.slice(0, end), "latin1");
  const isRight = verify(scheme.digest, signed, { key: keyObjectOf(key), ...scheme.options }, signature);
  if (!isRight) throw new Refusal(kind.code, `the ${kind.name}'s signature does not hold`);
}

function isFor({ key: expected }: Scheme, key: webcrypto.CryptoKey): boolean {
  const { name, hash, namedCurve } = key.algorithm as { name: string; hash?: { name: string }; namedCurve?: string };
  return (
    key.type === "public" &&
    key.usages.includes("verify") &&
    name === expected.name &&
    hash?.name === expected.hash &&
    namedCurve === expected.namedCurve
  );
}

function keyObjectOf(key: webcrypto.CryptoKey): KeyObject {
  const known = keyObjects.get(key) ?? KeyObject.from(key);
  keyObjects.set(key, known);
  return known;
}

function rsa(hash: string): Scheme {
  return {
    digest: hash,
    // Stryker disable next-line ObjectLiteral: Node takes this padding for such a key unasked; here it says what the algorithm is
    options: { padding: constants.RSA_PKCS1_PADDING },
    key: { name: "RSASSA-PKCS1-v1_5", hash },
  };
}

/** The salt is as long as the digest. */
function rsaPss(hash: string): Scheme {
  return {
    digest: hash,
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    key: { name: "RSA-PSS", hash },
  };
}

/** The two numbers one after the other, each as long as the curve's order: never DER. */
function ecdsa(digest: string, namedCurve: string): Scheme {
  return { digest, options: { dsaEncoding: "ieee-p1363" }, key: { name: "ECDSA", namedCurve } };
}

function ed25519(): Scheme {
  return { digest: null, options: {}, key: { name: "Ed25519" } };
}
