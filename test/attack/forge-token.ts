import { createHmac, randomUUID } from "node:crypto";
import type { TokenIssuer } from "../support/token-issuer.ts";
import { runner } from "./start-world.ts";

/** The parts of a token before anybody has signed it. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Header and claims that `nightly-report` is for, as text to be broken in one place. */
export function goodParts(tokens: TokenIssuer): TokenParts {
  const issuedAt = nowSeconds();
  const { algorithm, keyId } = tokens.keys[0];
  return {
    header: { alg: algorithm, kid: keyId, typ: "at+jwt" },
    claims: {
      iss: tokens.issuer,
      sub: runner.sub,
      aud: tokens.audience,
      iat: issuedAt,
      exp: issuedAt + 3_600,
      jti: randomUUID(),
      groups: runner.groups,
      team: runner.team,
    },
  };
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Base64url of a text, of bytes, or of a value's JSON. */
export function encode(part: unknown): string {
  const isText = typeof part === "string" || part instanceof Uint8Array;
  return Buffer.from(isText ? part : JSON.stringify(part)).toString("base64url");
}

/** A token under whatever is put in the place of a signature. */
export function joinParts({ header, claims }: TokenParts, signature: string): string {
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

/** A token under an HMAC, for who takes a public key for a shared secret. */
export function signSymmetrically(
  { header, claims }: TokenParts,
  secret: string | Uint8Array,
  hash: "sha256" | "sha384" | "sha512",
): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

/** The order of P-256's group. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA knows two signatures for one (SEC 1, section 4.1.4): which is why no text of a token is its identity. */
export function negateSignature(token: string): string {
  const [header, payload, signature = ""] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  const s = order - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
  const other = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
  return `${header}.${payload}.${encode(other)}`;
}
