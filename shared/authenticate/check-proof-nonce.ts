import type { Claims } from "../model/claims.ts";
import { Fault } from "../model/fault.ts";
import type { ProofNonces } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { readMember } from "./read-member.ts";

/** Longer than any nonce of this service. */
const maxNonceCharacters = 128;

/**
 * Whether a DPoP proof carries a nonce of this service. One that does not is told which to use: its sender asks again with
 * it (RFC 9449 section 9).
 * @throws Refusal `InvalidProof` with a nonce
 * @throws Fault where nonces cannot be made
 */
export async function checkProofNonce(claims: Claims, nonces: ProofNonces | undefined): Promise<void> {
  if (nonces === undefined) throw new Fault("Internal", "an issuer demands nonces, and DPOP_NONCE_KEY is not set");
  const nonce = readMember(claims, "nonce");
  const isText = typeof nonce === "string" && nonce.length <= maxNonceCharacters;
  if (isText && (await nonces.isFresh(nonce))) return;
  throw new Refusal("InvalidProof", nonce === undefined ? "the proof has no nonce" : "the proof's nonce is not fresh", {
    publicDetail: "The proof needs a nonce: repeat the request with that of the DPoP-Nonce header",
    nonce: await nonces.current(),
  });
}
