import type { webcrypto } from "node:crypto";
import { Fault } from "../model/fault.ts";
import type { Clock, KeyHint } from "../model/ports.ts";
import { type DownloadLimits, downloadKeys, type RemoteKeySource } from "./issuer-keys-download.ts";
import { type KeySet, makeKeySet } from "./key-set.ts";

export interface RemoteKeysLimits extends DownloadLimits {
  /** At most one fetch is started in this time, whatever is asked for: an unknown key id costs an attacker nothing. */
  readonly cooldownMs: number;
  /** From this age on a request starts a refresh, and is answered from the present set. */
  readonly refreshAfterMs: number;
  /** From this age on a request waits for the refresh, and is answered from the present set only where that fails. */
  readonly waitAfterMs: number;
  /** From this age on the set is no longer trusted: a key that its issuer removed must not outlive this. */
  readonly maxAgeMs: number;
}

/** The fetched keys of one issuer. */
export interface RemoteKeys {
  /**
   * The key that fits, or `undefined` where the issuer has none. A key that is not in the present set is looked for once
   * more after a fetch, unless there was one within the cool-down.
   * @throws Fault `UpstreamUnavailable` where there is no trusted set; for a key that is not in it also while the last fetch failed
   */
  readonly find: (hint: KeyHint) => Promise<webcrypto.CryptoKey | undefined>;
  /** Fetches unless that was done within the cool-down. Never rejects. */
  readonly warm: () => Promise<void>;
  readonly describe: () => RemoteKeysStatus;
}

export interface RemoteKeysStatus {
  /** Since the fetch that the present set came from was started; undefined where there is none. */
  readonly ageMs: number | undefined;
  readonly keyCount: number;
  /** Why the last fetch failed; undefined where it did not, or is under way. */
  readonly failure: string | undefined;
}

interface Fetch {
  readonly startedAtMs: number;
  /** Never rejects. */
  done: Promise<void>;
  failure: Fault | undefined;
}

/**
 * The last good set of an issuer, kept fresh during requests and never by a timer, because Lambda freezes between requests.
 *
 * All rests on one rule: `lastFetch` answers with the fetch of the last ten seconds, under way or done, and starts one only
 * where there is none. Waiting for it is single flight, cool-down and the knowledge of how it ended in one. A fetch that was
 * frozen half-way is older than that on thaw, so it is neither waited for nor in the way, and what it brings late is dropped.
 */
export function createRemoteKeys(
  issuer: string,
  source: RemoteKeySource,
  now: Clock,
  limits: RemoteKeysLimits,
): RemoteKeys {
  let held: { readonly set: KeySet; readonly fetchedAtMs: number } | undefined;
  let latest: Fetch | undefined;

  /** Either way, so that a clock that was set back neither blocks fetches nor keeps keys for longer than the limit. */
  const ageMs = (sinceMs: number) => Math.abs(now() - sinceMs);

  const heldAgeMs = () => (held === undefined ? Number.POSITIVE_INFINITY : ageMs(held.fetchedAtMs));

  /** The fetch of the last ten seconds, under way or done; a new one where there is none. */
  function lastFetch(): Fetch {
    if (latest !== undefined && ageMs(latest.startedAtMs) < limits.cooldownMs) return latest;
    const fetch: Fetch = { startedAtMs: now(), done: Promise.resolve(), failure: undefined };
    latest = fetch;
    fetch.done = runFetch(fetch);
    return fetch;
  }

  async function runFetch(fetch: Fetch): Promise<void> {
    try {
      const set = await makeKeySet(await downloadKeys(issuer, source, limits));
      // By its start: an answer that lay in a frozen process's buffers is as old as its question.
      if (latest === fetch) held = { set, fetchedAtMs: fetch.startedAtMs };
    } catch (cause) {
      fetch.failure = unavailable(cause);
    }
  }

  function unavailable(cause: unknown = new Error("the fetch was overtaken by a later one")): Fault {
    const why = cause instanceof Error ? cause.message : "unknown";
    const retryAfterSeconds = Math.ceil(limits.cooldownMs / 1000);
    return new Fault("UpstreamUnavailable", `keys of ${issuer}: ${why}`, { cause, retryAfterSeconds });
  }

  async function trustedSet(): Promise<KeySet> {
    const age = heldAgeMs();
    const isTrusted = age < limits.maxAgeMs;
    if (held !== undefined && isTrusted && age < limits.refreshAfterMs) return held.set;
    const fetch = lastFetch();
    if (!isTrusted || age >= limits.waitAfterMs) await fetch.done;
    if (held === undefined || heldAgeMs() >= limits.maxAgeMs) throw fetch.failure ?? unavailable();
    return held.set;
  }

  return {
    find: async (hint) => {
      const key = await (await trustedSet()).find(hint);
      if (key !== undefined) return key;
      const fetch = lastFetch();
      await fetch.done;
      // Whether the issuer has such a key is not known then: it may have rotated, and a 401 would make its callers give up.
      if (fetch.failure !== undefined) throw fetch.failure;
      return (await trustedSet()).find(hint);
    },
    warm: () => lastFetch().done,
    describe: () => ({
      ageMs: held && heldAgeMs(),
      keyCount: held?.set.size ?? 0,
      failure: latest?.failure?.reason,
    }),
  };
}
