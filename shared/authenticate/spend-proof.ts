import type { Claims } from "../model/claims.ts";
import type { ReplayStore } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { readMember } from "./read-member.ts";

const maxIdCharacters = 256;

/** How much longer than it lasts a proof is remembered: the clocks of two instances are not quite the same. */
const clockDifferenceSeconds = 5;

/** A proof that has held, and that nothing but its use is left to check of. */
export interface SoundProof {
  readonly claims: Claims;
  readonly keyThumbprint: string;
  readonly endsAtSeconds: number;
}

/**
 * Takes a DPoP proof's `jti`, which is taken once (RFC 9449 section 11.1). It is one of the key's, so that nobody uses up
 * another's.
 * @throws Refusal `InvalidProof` where it is missing or was taken before
 * @throws Refusal `Throttled` where the key's proofs are too many to remember
 * @throws Fault `UpstreamUnavailable` where that cannot be known
 */
export async function spendProof(
  { claims, keyThumbprint, endsAtSeconds }: SoundProof,
  replays: ReplayStore,
): Promise<void> {
  const id = readMember(claims, "jti");
  if (typeof id !== "string" || id === "" || id.length > maxIdCharacters) {
    throw new Refusal("InvalidProof", `the proof's jti is not text of 1 to ${maxIdCharacters} characters`);
  }
  const isFirst = await replays.claim({
    kind: "proof",
    identity: JSON.stringify([keyThumbprint, id]),
    owner: keyThumbprint,
    expiresAtMs: Math.ceil((endsAtSeconds + clockDifferenceSeconds) * 1_000),
  });
  if (!isFirst) throw new Refusal("InvalidProof", "the proof has been used before");
}
