import { Fault } from "../model/fault.ts";
import type { Clock } from "../model/ports.ts";
import { type CooledFetch, createCooledFetch } from "./cooled-fetch.ts";
import type { RemoteKeySource } from "./issuer-keys-download.ts";
import { keySetName } from "./key-set-name.ts";
import { parseKeySets, type StoredKeySet } from "./key-sets-document.ts";
import type { PolicyMapSource } from "./policy-map-source.ts";

/** The key sets that a scheduled function fetches for all instances, read by one of them. */
export interface StoredKeySets {
  /** Looks whether others are stored than those that are known, for all issuers together. */
  readonly look: CooledFetch["last"];
  /** What the last look that succeeded has found for an issuer. */
  readonly find: (issuer: string, source: RemoteKeySource) => StoredKeySet | undefined;
  /** Why the last look came to nothing. */
  readonly failure: () => unknown;
}

export interface StoredKeySetsOptions {
  readonly source: Pick<PolicyMapSource, "location" | "read">;
  readonly now: Clock;
  /** At most one look is started in this time, whatever is asked for. */
  readonly cooldownMs?: number;
}

/** The clocks of two functions may differ by this. */
const clockToleranceMs = 60_000;

/**
 * Asked for on condition that it has changed. A document that cannot be read, or is none, leaves the sets that are known, whose age
 * goes on counting from when they were fetched.
 */
export function createStoredKeySets({ source, now, cooldownMs = 10_000 }: StoredKeySetsOptions): StoredKeySets {
  let sets: ReadonlyMap<string, StoredKeySet> = new Map();
  let version: string | undefined;

  async function readDocument(isLatest: () => boolean): Promise<void> {
    const reading = await source.read(version);
    if ("unchanged" in reading || !isLatest()) return;
    if ("unusable" in reading) throw new Error(reading.unusable.rule);
    const read = parseKeySets(reading.text);
    sets = new Map(read.filter(isOfThePast).map((set) => [keySetName(set.issuer, set.source), set]));
    version = reading.version;
  }

  /** One that claims to be fetched later than now would count as young for longer than any may. */
  function isOfThePast({ fetchedAtMs }: StoredKeySet): boolean {
    return fetchedAtMs - now() <= clockToleranceMs;
  }

  const fetch = createCooledFetch(now, cooldownMs, async ({ isLatest }) => {
    try {
      await readDocument(isLatest);
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      const why = cause instanceof Error ? cause.message : "unreadable";
      throw new Fault("UpstreamUnavailable", `the key sets ${source.location}: ${why}`, { cause });
    }
  });
  return {
    look: fetch.last,
    find: (issuer, keySource) => sets.get(keySetName(issuer, keySource)),
    failure: () => fetch.latest()?.failure,
  };
}
