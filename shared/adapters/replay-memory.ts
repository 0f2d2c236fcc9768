import { createHash } from "node:crypto";
import { Fault } from "../model/fault.ts";
import type { Clock, OneTimeUse, ReplayStore } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";

export interface MemoryReplayStoreOptions {
  readonly now: Clock;
  /** How many uses are remembered at the same time. */
  readonly limit?: number;
  /** How many of them are one owner's. */
  readonly limitOfOwner?: number;
}

/**
 * Some 6 MB, and 18 where each use is another owner's. An instance checks some 2,000 proofs a second, and so could be filled well
 * before the first ones end, but not by one owner.
 */
const defaultLimit = 50_000;

/** Some 20 requests a second without an end: a client asks once a session. */
const defaultLimitOfOwner = 2_000;

/** How often, at the most, all that has ended is looked for. */
const sweepEveryMs = 1_000;

/**
 * Remembers what was used in this instance's memory. What lasts is never forgotten to make room: where there is none, nothing
 * more is taken, for a store that forgets under a flood is one that a flood gets a replay past. No owner takes the room of the others.
 */
export function createMemoryReplayStore({
  now,
  limit = defaultLimit,
  limitOfOwner = defaultLimitOfOwner,
}: MemoryReplayStoreOptions): ReplayStore {
  /** When each use ends, by owner: in an owner's, the first to end stand in front, or nearly. */
  const endsAtMs = new Map<string | undefined, Map<string, number>>();
  let taken = 0;
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  function forget(owner: string | undefined, key: string): void {
    const owned = endsAtMs.get(owner);
    if (owned?.delete(key) !== true) return;
    taken -= 1;
    if (owned.size === 0) endsAtMs.delete(owner);
  }

  function sweep(nowMs: number): void {
    if (Math.abs(nowMs - sweptAtMs) < sweepEveryMs) return;
    sweptAtMs = nowMs;
    for (const [owner, owned] of endsAtMs) {
      for (const [key, endMs] of owned) {
        if (endMs <= nowMs) forget(owner, key);
      }
    }
  }

  function refuseWithoutRoom(owner: string | undefined, nowMs: number): void {
    const isOwnersFull = () => owner !== undefined && (endsAtMs.get(owner)?.size ?? 0) >= limitOfOwner;
    if (taken >= limit || isOwnersFull()) sweep(nowMs);
    if (isOwnersFull()) {
      const [firstEndMs = nowMs] = endsAtMs.get(owner)?.values() ?? [];
      const retryAfterSeconds = Math.max(1, Math.ceil((firstEndMs - nowMs) / 1_000));
      const reason = `${limitOfOwner} uses of one owner are remembered, and there is room for no more of its`;
      throw new Refusal("Throttled", reason, { retryAfterSeconds });
    }
    if (taken >= limit) {
      throw new Fault("UpstreamUnavailable", `${limit} uses are remembered, and there is room for no more`);
    }
  }

  return {
    claim: async (use) => {
      const key = keyOf(use);
      const nowMs = now();
      const endMs = endsAtMs.get(use.owner)?.get(key);
      if (endMs !== undefined && endMs > nowMs) return false;
      // What has ended and comes again is as new: it goes to the back.
      forget(use.owner, key);
      refuseWithoutRoom(use.owner, nowMs);
      const owned = endsAtMs.get(use.owner) ?? new Map<string, number>();
      endsAtMs.set(use.owner, owned.set(key, use.expiresAtMs));
      taken += 1;
      return true;
    },
    release: async (use) => forget(use.owner, keyOf(use)),
  };
}

function keyOf({ kind, identity }: OneTimeUse): string {
  return createHash("sha256").update(`${kind} ${identity}`).digest("base64");
}
