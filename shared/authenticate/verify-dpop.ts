import type { Clock, ProofNonces, ReadProofKey, ReplayStore } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { checkProofNonce } from "./check-proof-nonce.ts";
import { checkProofRequest } from "./check-proof-request.ts";
import { checkProofTime } from "./check-proof-time.ts";
import { proofKind } from "./proof-kind.ts";
import { readProof } from "./read-proof.ts";
import type { Shown } from "./shown.ts";
import { spendProof } from "./spend-proof.ts";
import { verifySignature } from "./verify-signature.ts";

/** What DPoP proofs are judged with. */
export interface ProofPorts {
  readonly readProofKey: ReadProofKey;
  readonly replays: ReplayStore;
  /** Undefined: no nonces can be made, and no live map demands any. */
  readonly nonces: ProofNonces | undefined;
  readonly now: Clock;
}

/** What the proof must be for. */
export interface ProofTarget {
  /** The token's exact text. */
  readonly token: string;
  /** `cnf.jkt`. */
  readonly keyThumbprint: string;
  readonly demandsNonce: boolean;
  readonly clockToleranceSeconds: number;
}

/**
 * Resolves where a request came with a DPoP proof by the key that its token is bound to (RFC 9449 sections 4.3 and 7): the
 * right key before the signature, the signature before what it says, and its use last, so that only a proof that holds is
 * remembered.
 * @throws Refusal `InvalidProof`, and `Throttled` of the store of what was used
 * @throws Fault of the nonces and of the store of what was used
 */
export async function verifyDpop(target: ProofTarget, shown: Shown, ports: ProofPorts): Promise<void> {
  const { text, algorithm, jwk, unverifiedClaims } = readProof(shown.request.headers);
  const proofKey = await ports.readProofKey(jwk, algorithm);
  if (proofKey === undefined) {
    throw new Refusal("InvalidProof", `the proof's jwk is no strong public key for ${algorithm}`);
  }
  if (proofKey.thumbprint !== target.keyThumbprint) {
    throw new Refusal("InvalidProof", "the proof is by another key than the token is bound to");
  }
  verifySignature(text, proofKey.key, algorithm, proofKind);
  const claims = unverifiedClaims;
  checkProofRequest(claims, target.token, shown);
  const endsAtSeconds = checkProofTime(claims, ports.now() / 1_000, target.clockToleranceSeconds);
  if (target.demandsNonce) await checkProofNonce(claims, ports.nonces);
  await spendProof({ claims, keyThumbprint: proofKey.thumbprint, endsAtSeconds }, ports.replays);
}
