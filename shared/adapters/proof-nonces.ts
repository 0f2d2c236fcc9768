import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, ProofNonces } from "../model/ports.ts";

export interface ProofNoncesOptions {
  /**
   * The key, the same for every instance. It is a secret: never logged, never in an error.
   * @throws Fault `UpstreamUnavailable` or `Internal` where it cannot be had
   */
  readonly readKey: () => Promise<string>;
  readonly now: Clock;
}

/** A nonce is taken from the beginning of its period to the end of the next one: for two to four minutes. */
const periodMs = 120_000;

/**
 * Nonces that need no memory: the HMAC-SHA-256 of the period that they are of. All callers of a period get the same one, which is
 * as good: it shows that a proof was not made before, and the proof's own `jti` that it is not used twice.
 */
export function createProofNonces({ readKey, now }: ProofNoncesOptions): ProofNonces {
  const period = () => Math.floor(now() / periodMs);
  return {
    current: async () => nonceOf(await readKey(), period()),
    isFresh: async (nonce) => {
      const key = await readKey();
      // The next one too: an instance whose clock is ahead may have given it.
      return [-1, 0, 1].some((offset) => isSame(nonce, nonceOf(key, period() + offset)));
    },
  };
}

function nonceOf(key: string, period: number): string {
  return createHmac("sha256", key).update(`dpop nonce ${period}`).digest("base64url");
}

function isSame(one: string, other: string): boolean {
  const [oneBytes, otherBytes] = [Buffer.from(one), Buffer.from(other)];
  return oneBytes.length === otherBytes.length && timingSafeEqual(oneBytes, otherBytes);
}
