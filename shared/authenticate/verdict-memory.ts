import type { webcrypto } from "node:crypto";
import { type Bounds, createBoundedMap } from "../model/bounded-map.ts";
import type { Issuer } from "../model/issuer.ts";
import type { Clock, KeyHint } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { heldBytes } from "./held-bytes.ts";
import {
  type ProveSignature,
  proveWith,
  readUnproven,
  type SignedToken,
  type Signers,
  type UnprovenToken,
} from "./prove-signature.ts";

/** `proveSignature` for the token of this digest, without the work where it was done before. */
export type VerdictMemory = (tokenSha256: string) => ProveSignature;

export interface VerdictMemoryLimits {
  readonly signed: Bounds;
  readonly refused: Bounds;
  /** How long a refusal is remembered: a retrying SDK has asked its twelve times by then. */
  readonly brieflyMs: number;
}

/** What was found out about a token's exact text, with all that it rests on. */
type Verdict = { readonly forgetAtMs: number } & (
  | {
      readonly issuer: Issuer;
      readonly hint: KeyHint;
      readonly key: webcrypto.CryptoKey;
      readonly found: SignedToken | Refusal;
    }
  /** Refused for its text or its issuer, before any key was looked for. */
  | { readonly issuers: Signers["issuers"]; readonly key: undefined; readonly found: Refusal }
);

const defaultLimits: VerdictMemoryLimits = {
  // The signed have a memory of their own: no flood of forgeries pushes a good token out of it.
  signed: { entries: 10_000, bytes: 32 << 20 },
  refused: { entries: 1_000, bytes: 4 << 20 },
  brieflyMs: 30_000,
};

/** Digest, entry and verdict themselves. */
const bytesPerEntry = 1_024;
/** A refusal with its stack and its cause; of the token it holds 128 characters at most. */
const bytesPerRefusal = 4_096;

/**
 * Remembers by digest of the exact text whether a token's signature held, so that the next request with it costs no decoding and no
 * signature check. A token in another spelling is another text, and is checked anew.
 *
 * A verdict is only as good as what it rests on, so this is asked again every time: the issuer must be the very object of
 * the map in force, and the key lookup must give the very key that was used. A new map, a rotated or removed key and an
 * issuer whose keys cannot be had thus count at once, and nothing depends on how long anything is kept. Whatever is checked
 * after the signature (times, audience, and so on) is no part of a verdict, and neither are faults and keys that were not
 * found: the latter may be published at any moment.
 */
export function createVerdictMemory(now: Clock, limits: Partial<VerdictMemoryLimits> = {}): VerdictMemory {
  const { signed: signedBounds, refused: refusedBounds, brieflyMs } = { ...defaultLimits, ...limits };
  const signed = createBoundedMap<Verdict>(signedBounds);
  const refused = createBoundedMap<Verdict>(refusedBounds);

  function keep(tokenSha256: string, verdict: Verdict): void {
    const { found } = verdict;
    if (found instanceof Refusal) refused.set(tokenSha256, verdict, bytesPerRefusal);
    else signed.set(tokenSha256, verdict, bytesPerEntry + heldBytes(found.header) + heldBytes(found.claims));
  }

  function recall(tokenSha256: string): Verdict | undefined {
    const verdict = signed.get(tokenSha256) ?? refused.get(tokenSha256);
    return verdict !== undefined && now() < verdict.forgetAtMs ? verdict : undefined;
  }

  async function prove(token: string, tokenSha256: string, { issuers, findKey }: Signers): Promise<SignedToken> {
    const unproven = await readAndKeep(token, tokenSha256, issuers);
    const { issuer, hint } = unproven;
    const key = await findKey(issuer, hint);
    const found = await proveWith(key, unproven, token).catch(onlyRefusals);
    keep(tokenSha256, { issuer, hint, key, found, forgetAtMs: forgetAt(found) });
    return settle(found);
  }

  function readAndKeep(token: string, tokenSha256: string, issuers: Signers["issuers"]): UnprovenToken {
    try {
      return readUnproven(token, issuers);
    } catch (error) {
      const found = onlyRefusals(error);
      keep(tokenSha256, { issuers, key: undefined, found, forgetAtMs: forgetAt(found) });
      throw found;
    }
  }

  /** A token that has expired is asked with again by those who retry. */
  function forgetAt(found: SignedToken | Refusal): number {
    const briefly = now() + brieflyMs;
    const expiresAt = found instanceof Refusal ? undefined : found.claims["exp"];
    return typeof expiresAt === "number" ? Math.max(briefly, expiresAt * 1_000) : briefly;
  }

  return (tokenSha256) => async (token, signers) => {
    const verdict = recall(tokenSha256);
    if (verdict !== undefined && (await stillHolds(verdict, signers))) return settle(verdict.found);
    return prove(token, tokenSha256, signers);
  };
}

/** @throws what `findKey` throws, which is then the answer without a memory too */
async function stillHolds(verdict: Verdict, { issuers, findKey }: Signers): Promise<boolean> {
  if (verdict.key === undefined) return issuers === verdict.issuers;
  const { issuer, hint, key } = verdict;
  return issuers.get(issuer.issuer) === issuer && (await findKey(issuer, hint)) === key;
}

function settle(found: SignedToken | Refusal): SignedToken {
  if (found instanceof Refusal) throw found;
  return found;
}

function onlyRefusals(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}
