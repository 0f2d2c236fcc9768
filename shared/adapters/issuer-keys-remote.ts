import type { webcrypto } from "node:crypto";
import { Fault } from "../model/fault.ts";
import type { Clock, KeyHint } from "../model/ports.ts";
import { createCooledFetch, type Fetch } from "./cooled-fetch.ts";
import { type DownloadLimits, downloadKeys, type RemoteKeySource } from "./issuer-keys-download.ts";
import { type KeySet, makeKeySet } from "./key-set.ts";
import type { StoredKeySet } from "./key-sets-document.ts";
import { settledWithin } from "./settled-within.ts";
import type { StoredKeySets } from "./stored-key-sets.ts";

export interface RemoteKeysLimits extends DownloadLimits {
  /** At most one fetch is started in this time, whatever is asked for: an unknown key id costs an attacker nothing. */
  readonly cooldownMs: number;
  /**
   * From this age on a request waits for the stored sets: Lambda freezes a process that has answered, and a look that nobody waits for would
   * not end on a quiet instance. Where there are none, it starts a fetch from the issuer, and is answered from the present set.
   */
  readonly refreshAfterMs: number;
  /**
   * From this age on a request waits for the fetch, and is answered from the present set only where that fails or takes long; and an
   * issuer whose stored set is older is asked itself.
   */
  readonly waitAfterMs: number;
  /** The longest that an issuer is waited for where a trusted set is held: for a younger one, or for a key that it lacks. */
  readonly waitMs: number;
  /** The longest that is waited for stored sets before the issuer itself is asked, or the present set is used. */
  readonly storedWaitMs: number;
  /** From this age on the set is no longer trusted: a key that its issuer removed must not outlive this. */
  readonly maxAgeMs: number;
}

/** Where the keys of an issuer may be had. */
interface KeyWays {
  /** What a scheduled function has fetched for all instances; undefined: there is no such function. */
  readonly stored: StoredKeySets | undefined;
  /** Whether the issuer itself may be asked: some can be reached by that one function only. */
  readonly isDirect: boolean;
}

interface RemoteKeysPorts extends KeyWays {
  readonly now: Clock;
  readonly limits: RemoteKeysLimits;
  readonly onFailure: RecordKeysFailure;
}

/** Told why an issuer's keys could not be fetched from itself; never throws. */
export type RecordKeysFailure = (failure: { readonly issuer: string; readonly reason: string }) => void;

/** The fetched keys of one issuer. */
export interface RemoteKeys {
  /**
   * The key that fits, or `undefined` where the issuer has none. A key that is not in the present set is looked for once
   * more among the stored sets and after a fetch, unless there was one within the cool-down.
   * @throws Fault `UpstreamUnavailable` where there is no trusted set; for a key that is not in it also while the last fetch failed, or
   * has not ended in time
   */
  readonly find: (hint: KeyHint) => Promise<webcrypto.CryptoKey | undefined>;
  /** Takes what is stored; fetches where that is too old, unless it was done within the cool-down. Never rejects. */
  readonly warm: () => Promise<void>;
}

/**
 * The last good set of an issuer, kept fresh during requests and never by a timer, because Lambda freezes between requests.
 *
 * Where sets are stored, they come first: a request then depends on no identity provider. The issuer itself is asked for a key that is not
 * stored yet, and where the function that stores has failed for long.
 */
export function createRemoteKeys(
  issuer: string,
  source: RemoteKeySource,
  { now, limits, stored, isDirect, onFailure }: RemoteKeysPorts,
): RemoteKeys {
  let held: { readonly set: KeySet; readonly fetchedAtMs: number } | undefined;
  let adopted: StoredKeySet | undefined;

  /** Either way, so that a clock that was set back keeps no keys for longer than the limit. */
  const ageMs = (sinceMs: number) => Math.abs(now() - sinceMs);

  const heldAgeMs = () => (held === undefined ? Number.POSITIVE_INFINITY : ageMs(held.fetchedAtMs));

  const direct = createCooledFetch(now, limits.cooldownMs, async ({ startedAtMs, isLatest }) => {
    try {
      const set = await makeKeySet(await downloadKeys(issuer, source, limits));
      // By its start: an answer that lay in a frozen process's buffers is as old as its question.
      if (isLatest()) held = { set, fetchedAtMs: startedAtMs };
    } catch (cause) {
      const fault = unavailable(cause);
      onFailure({ issuer, reason: fault.reason });
      throw fault;
    }
  });

  function unavailable(cause: unknown): Fault {
    const why = cause instanceof Fault ? cause.reason : cause instanceof Error ? cause.message : "unknown";
    const retryAfterSeconds = Math.ceil(limits.cooldownMs / 1000);
    return new Fault("UpstreamUnavailable", `keys of ${issuer}: ${why}`, { cause, retryAfterSeconds });
  }

  /** Takes over what is stored, unless the present set is younger: the age of both counts from their own fetch. */
  async function takeStored(sets: StoredKeySets): Promise<void> {
    await settledWithin(sets.look().done, limits.storedWaitMs);
    const found = sets.find(issuer, source);
    if (found === undefined || found === adopted) return;
    const set = await makeKeySet(found.members);
    adopted = found;
    if (ageMs(found.fetchedAtMs) <= heldAgeMs()) held = { set, fetchedAtMs: found.fetchedAtMs };
  }

  /** The fetch from the issuer itself, under way or done; undefined where it need not be asked. Never rejects. */
  async function refresh(): Promise<Fetch | undefined> {
    if (stored !== undefined) {
      await takeStored(stored);
      if (!isDirect || heldAgeMs() < limits.waitAfterMs) return undefined;
    }
    return direct.last();
  }

  /** Counts from the start of the fetch: of many requests that meet one that hangs, few have to wait. */
  const endedInTime = ({ done, startedAtMs }: Fetch) => settledWithin(done, limits.waitMs - ageMs(startedAtMs));

  /** Why there is no better set than the one that is held. */
  function failure(): Fault {
    if (!isDirect) return unavailable(stored?.failure() ?? new Error("none are stored"));
    const failed = direct.latest()?.failure;
    return failed instanceof Fault ? failed : unavailable(new Error("no answer yet"));
  }

  async function trustedSet(): Promise<KeySet> {
    if (held !== undefined && heldAgeMs() < Math.min(limits.refreshAfterMs, limits.maxAgeMs)) return held.set;
    const fetch = await refresh();
    if (heldAgeMs() >= limits.maxAgeMs) await fetch?.done;
    else if (fetch !== undefined && heldAgeMs() >= limits.waitAfterMs) await endedInTime(fetch);
    if (held === undefined || heldAgeMs() >= limits.maxAgeMs) throw failure();
    return held.set;
  }

  const findHeld = async (hint: KeyHint) => await (await trustedSet()).find(hint);

  return {
    find: async (hint) => {
      const key = await findHeld(hint);
      if (key !== undefined) return key;
      if (stored !== undefined) {
        await takeStored(stored);
        const storedKey = await findHeld(hint);
        if (storedKey !== undefined) return storedKey;
      }
      // Whether the issuer has such a key is not known after a failure: it may have rotated, and a 401 would make its callers give up.
      if (await isUnknown()) throw failure();
      return await findHeld(hint);
    },
    warm: async () => await (await refresh())?.done,
  };

  /** Whether what the issuer has now cannot be known. */
  async function isUnknown(): Promise<boolean> {
    if (!isDirect) return stored?.failure() !== undefined;
    const fetch = direct.last();
    await endedInTime(fetch);
    return fetch.isUnderWay || fetch.failure !== undefined;
  }
}
