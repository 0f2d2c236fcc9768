import { createHash } from "node:crypto";
import { Fault } from "../model/fault.ts";
import type { Clock, OneTimeUse, ReplayStore } from "../model/ports.ts";

export interface MemoryReplayStoreOptions {
  readonly now: Clock;
  /** How many uses are remembered at the same time. */
  readonly limit?: number;
}

/** Some 5 MB, and more than an instance that answers one request at a time can take in before the first ones end. */
const defaultLimit = 50_000;

/** How often, at the most, all that has ended is looked for. */
const sweepEveryMs = 1_000;

/**
 * Remembers what was used in this instance's memory. What lasts is never forgotten to make room: where there is none, nothing
 * more is taken, for a store that forgets under a flood is one that a flood gets a replay past.
 */
export function createMemoryReplayStore({ now, limit = defaultLimit }: MemoryReplayStoreOptions): ReplayStore {
  const endsAtMs = new Map<string, number>();
  let sweptAtMs = Number.NEGATIVE_INFINITY;

  function makeRoom(nowMs: number): void {
    if (endsAtMs.size < limit || Math.abs(nowMs - sweptAtMs) < sweepEveryMs) return;
    sweptAtMs = nowMs;
    for (const [key, endMs] of endsAtMs) {
      if (endMs <= nowMs) endsAtMs.delete(key);
    }
  }

  return {
    claim: async (use) => {
      const key = keyOf(use);
      const nowMs = now();
      if ((endsAtMs.get(key) ?? nowMs) > nowMs) return false;
      makeRoom(nowMs);
      if (endsAtMs.size >= limit && !endsAtMs.has(key)) {
        throw new Fault("UpstreamUnavailable", `${limit} uses are remembered, and there is room for no more`);
      }
      endsAtMs.set(key, use.expiresAtMs);
      return true;
    },
    release: async (use) => {
      endsAtMs.delete(keyOf(use));
    },
  };
}

function keyOf({ kind, identity }: OneTimeUse): string {
  return createHash("sha256").update(`${kind} ${identity}`).digest("base64");
}
