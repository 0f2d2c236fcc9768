import type { PublicJwk, SignatureAlgorithm } from "../model/issuer.ts";
import type { Findings, MapPath } from "./findings.ts";

interface KeyType {
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Members of the key, and their bytes where a curve fixes them (RFC 7518 section 6.2.1.2, RFC 8037 section 2). */
  readonly members: readonly string[];
  readonly bytes?: number;
}

const keyTypes: ReadonlyMap<unknown, KeyType> = new Map<unknown, KeyType>([
  ["RSA", { algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"], members: ["n", "e"] }],
  ["EC P-256", { algorithms: ["ES256"], members: ["x", "y"], bytes: 32 }],
  ["EC P-384", { algorithms: ["ES384"], members: ["x", "y"], bytes: 48 }],
  ["EC P-521", { algorithms: ["ES512"], members: ["x", "y"], bytes: 66 }],
  ["OKP Ed25519", { algorithms: ["EdDSA", "Ed25519"], members: ["x"], bytes: 32 }],
]);

/** RFC 7518 section 3.3: 2,048 bits. */
const leastModulusBytes = 256;

/**
 * Reports a JWK set that no token could ever be verified by, which would show with the first request only. A key that cannot
 * be used beside one that can is no error: readers of a set ignore what they do not understand (RFC 7517 section 5).
 * @param path of the set
 */
export function checkUsableJwks(
  keys: readonly PublicJwk[],
  algorithms: readonly SignatureAlgorithm[],
  path: MapPath,
  findings: Findings,
): void {
  const usable = keys.map((jwk) => ({ id: jwk["kid"], algorithms: algorithmsOf(jwk) }));
  const isFindable = algorithms.some((algorithm) => {
    const ids = usable.filter((key) => key.algorithms.includes(algorithm)).map(({ id }) => id);
    // A token names its key, or names none where there is only one: which of two was meant would be the token's choice.
    return ids.length === 1 || countsOf(ids).some(([id, count]) => id !== undefined && count === 1);
  });
  if (isFindable) return;
  const isAmbiguous = usable.some((key) => algorithms.some((algorithm) => key.algorithms.includes(algorithm)));
  if (isAmbiguous) {
    findings.report(path, "has no key with a kid of its own", "give each key its own kid, as the tokens name it");
  } else {
    const repair =
      "add one: RSA of 2048 bits or more with n and e, EC P-256, P-384 or P-521 with x and y, or OKP Ed25519 with x";
    findings.report(path, `has no key that can be used with ${algorithms.join(", ")}`, repair);
  }
}

function countsOf(ids: readonly unknown[]): readonly (readonly [id: unknown, count: number])[] {
  return [...Map.groupBy(ids, (id) => id)].map(([id, { length }]) => [id, length]);
}

/** What a key can verify, as far as its members tell; whether a point lies on its curve is seen when it is imported. */
function algorithmsOf(jwk: PublicJwk): readonly SignatureAlgorithm[] {
  const { kty, crv, alg, use, kid, key_ops: operations } = jwk;
  const type = keyTypes.get(kty === "RSA" ? kty : typeof kty === "string" ? `${kty} ${crv}` : undefined);
  const isForVerifying =
    (use === undefined || use === "sig") &&
    (kid === undefined || typeof kid === "string") &&
    (operations === undefined || (Array.isArray(operations) && operations.includes("verify")));
  if (type === undefined || !isForVerifying) return [];
  if (!type.members.every((name) => isMember(name, jwk[name], type.bytes))) return [];
  return alg === undefined ? type.algorithms : type.algorithms.filter((algorithm) => algorithm === alg);
}

function isMember(name: string, text: unknown, bytes: number | undefined): boolean {
  if (typeof text !== "string") return false;
  const decoded = Buffer.from(text, "base64url");
  if (decoded.length === 0 || decoded.toString("base64url") !== text) return false;
  if (bytes !== undefined) return decoded.length === bytes;
  const first = decoded.findIndex((byte) => byte !== 0);
  // A modulus of 2,048 bits begins with a set bit in the first of 256 bytes.
  const isLong =
    decoded.length - first > leastModulusBytes ||
    (decoded.length - first === leastModulusBytes && (decoded[first] ?? 0) >= 0x80);
  return first >= 0 && (name !== "n" || isLong);
}
