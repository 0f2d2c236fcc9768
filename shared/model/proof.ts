/** How the sender of a token can show that it is the one whom it was given to: DPoP (RFC 9449), mutual TLS (RFC 8705). */
export const proofMethods = ["dpop", "mtls"] as const;
export type ProofMethod = (typeof proofMethods)[number];

/** What an issuer's tokens must come with. */
export interface ProofDemand {
  /** One of these suffices. Never empty. */
  readonly methods: readonly ProofMethod[];
  /** DPoP proofs must carry a nonce of this service (RFC 9449 section 9), so that none was made in advance. */
  readonly demandsNonce: boolean;
}
