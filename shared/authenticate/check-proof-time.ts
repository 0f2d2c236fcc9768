import type { Claims } from "../model/claims.ts";
import { Refusal } from "../model/refusal.ts";
import { isFiniteNumber } from "./is-finite-number.ts";
import { readMember } from "./read-member.ts";

/** How long a DPoP proof is good for: it is made for one request, which is on its way at once. */
const proofLifetimeSeconds = 60;

/**
 * Whether a DPoP proof was made just now.
 * @param nowSeconds seconds since the epoch, with fractions
 * @param toleranceSeconds how far the sender's clock may be ahead
 * @returns when the proof ends, in seconds since the epoch
 * @throws Refusal `InvalidProof`
 */
export function checkProofTime(claims: Claims, nowSeconds: number, toleranceSeconds: number): number {
  const issuedAt = readMember(claims, "iat");
  if (!isFiniteNumber(issuedAt)) {
    throw new Refusal("InvalidProof", "the proof's iat is missing or not a finite number");
  }
  if (issuedAt > nowSeconds + toleranceSeconds) throw new Refusal("InvalidProof", "the proof's iat is in the future");
  const endsAt = issuedAt + proofLifetimeSeconds;
  if (nowSeconds >= endsAt) throw new Refusal("InvalidProof", `the proof is over ${proofLifetimeSeconds} s old`);
  return endsAt;
}
