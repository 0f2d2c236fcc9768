import type { ProofDemand } from "./proof.ts";

/** Where an issuer's public keys come from. */
export type KeySource =
  | { readonly kind: "discovery" }
  | { readonly kind: "jwksUri"; readonly uri: string }
  | { readonly kind: "inline"; readonly jwks: { readonly keys: readonly PublicJwk[] } };

/** A member of a JWK set (RFC 7517 section 4), before anything in it has been checked. */
export type PublicJwk = { readonly [member: string]: unknown };

/** The signature algorithms that a map may name: asymmetric ones only (RFC 8725 section 3.1). */
export const signatureAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** One trusted issuer: all that decides whether a token is the word of this issuer, and meant for this service. */
export interface Issuer {
  /** The name in the policy map. */
  readonly name: string;
  /** Compared with the `iss` claim by `===` (RFC 8414 section 2: a trailing slash makes another issuer). */
  readonly issuer: string;
  /** At least one must be the `aud` claim or a member of it, exactly (RFC 7519 section 4.1.3). */
  readonly audiences: readonly string[];
  readonly keys: KeySource;
  readonly algorithms: readonly SignatureAlgorithm[];
  /** What the header's `typ` must be; where it is undefined, only the types of plain JWTs and access tokens pass. */
  readonly tokenType: string | undefined;
  /** Longest `now - iat`; undefined leaves only the lifetime as a bound. */
  readonly maxTokenAgeSeconds: number | undefined;
  /** Longest `exp - iat`, and longest `exp - now`. */
  readonly maxTokenLifetimeSeconds: number;
  /** Leeway for the difference between two clocks: from 0 to `mostClockToleranceSeconds`. */
  readonly clockToleranceSeconds: number;
  /** Claims that must be present; `sub` and `exp` are demanded anyway. */
  readonly requiredClaims: readonly string[];
  /** Undefined: a token that is bound to nothing passes too. One that is bound needs its proof either way. */
  readonly senderConstrained: ProofDemand | undefined;
}
