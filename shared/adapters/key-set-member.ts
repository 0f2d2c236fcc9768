import type { SignatureAlgorithm } from "../model/issuer.ts";
import { isRocaKey } from "./is-roca-key.ts";
import { isSignatureKey } from "./is-signature-key.ts";

/** A public key that may verify signatures, as far as can be told without importing it. */
export interface VettedMember {
  readonly keyId: string | undefined;
  /** What it may be used with: one where the JWK names its own, all that its type can do otherwise. Never empty. */
  readonly algorithms: readonly [SignatureAlgorithm, ...SignatureAlgorithm[]];
  /** The parameters of the key and nothing else of what was published. */
  readonly jwk: Readonly<Record<string, string>>;
}

interface KeyType {
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly parameters: readonly string[];
  readonly jwk: Readonly<Record<string, string>>;
  /** Exact for curves (RFC 7518 section 6.2.1.2), whose coordinates are never shortened. */
  readonly parameterBytes?: number;
}

const rsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const;

/** RFC 7518 section 3.1 and RFC 8037 section 3.1: which algorithm goes with which type and curve. */
const keyTypes: ReadonlyMap<string, KeyType> = new Map<string, KeyType>([
  ["RSA", { algorithms: rsaAlgorithms, jwk: { kty: "RSA" }, parameters: ["n", "e"] }],
  ["EC P-256", { jwk: { kty: "EC", crv: "P-256" }, algorithms: ["ES256"], parameters: ["x", "y"], parameterBytes: 32 }],
  ["EC P-384", { jwk: { kty: "EC", crv: "P-384" }, algorithms: ["ES384"], parameters: ["x", "y"], parameterBytes: 48 }],
  ["EC P-521", { jwk: { kty: "EC", crv: "P-521" }, algorithms: ["ES512"], parameters: ["x", "y"], parameterBytes: 66 }],
  [
    "OKP Ed25519",
    { jwk: { kty: "OKP", crv: "Ed25519" }, algorithms: ["EdDSA", "Ed25519"], parameters: ["x"], parameterBytes: 32 },
  ],
]);

/** A key whose secret half was published is anybody's. `k` is the secret of symmetric keys. */
const secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] as const;

const minModulusBits = 2048;
/** Larger ones, and longer exponents than any library makes (it is 65537), cost a caller's proof nothing and its check seventy times the time. */
const maxModulusBits = 8192;
const maxExponentBytes = 4;

/**
 * The usable part of one member of a JWK set, or `undefined` where there is none: RFC 7517 section 5 has readers ignore
 * what they do not understand, so that one bad member takes no good key down with it.
 */
export function vetMember(member: unknown): VettedMember | undefined {
  if (!isSignatureKey(member)) return undefined;
  const published = new Map<string, unknown>(Object.entries(member));
  if (secretMembers.some((name) => published.has(name))) return undefined;
  const keyId = published.get("kid");
  if (keyId !== undefined && typeof keyId !== "string") return undefined;
  const type = keyTypes.get(nameType(published));
  if (type === undefined) return undefined;
  const [algorithm, ...more] = listAlgorithms(type, published.get("alg"));
  const jwk = readParameters(type, published);
  if (algorithm === undefined || jwk === undefined) return undefined;
  return { keyId, algorithms: [algorithm, ...more], jwk };
}

/** Typed comparisons only: `["EC"]` becomes the text `EC` when it is pasted, and an object may refuse to become text. */
function nameType(published: ReadonlyMap<string, unknown>): string {
  const type = published.get("kty");
  const curve = published.get("crv");
  if (type === "RSA") return type;
  return typeof type === "string" && typeof curve === "string" ? `${type} ${curve}` : "";
}

/** A key that names its algorithm is used with that one only; what a token's header says does not widen it (CVE-2026-22817). */
function listAlgorithms(type: KeyType, named: unknown): readonly SignatureAlgorithm[] {
  return named === undefined ? type.algorithms : type.algorithms.filter((algorithm) => algorithm === named);
}

function readParameters(
  type: KeyType,
  published: ReadonlyMap<string, unknown>,
): Readonly<Record<string, string>> | undefined {
  const jwk: Record<string, string> = { ...type.jwk };
  for (const name of type.parameters) {
    const text = published.get(name);
    const bytes = typeof text === "string" ? Buffer.from(text, "base64url") : undefined;
    if (typeof text !== "string" || bytes?.toString("base64url") !== text) return undefined;
    const isFit = type.parameterBytes === undefined ? isStrong(name, bytes) : bytes.length === type.parameterBytes;
    if (!isFit) return undefined;
    jwk[name] = text;
  }
  return jwk;
}

/** RFC 7518 section 3.3 for the modulus. An exponent of 1 makes every message its own signature; an even number is no RSA. */
function isStrong(name: string, bytes: Buffer): boolean {
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  const [first = 0] = digits;
  if (((digits.at(-1) ?? 0) & 1) === 0) return false;
  if (name === "e") return digits.length <= maxExponentBytes && (digits.length > 1 || first >= 3);
  const bits = digits.length * 8 - (Math.clz32(first) - 24);
  return bits >= minModulusBits && bits <= maxModulusBits && !isRocaKey(bytes);
}
