import type { Issuer, PublicJwk } from "../model/issuer.ts";
import type { Clock } from "../model/ports.ts";
import { type DownloadLimits, downloadKeys, type RemoteKeySource } from "./issuer-keys-download.ts";
import { keySetName } from "./key-set-name.ts";
import { parseKeySets, printKeySets, type StoredKeySet } from "./key-sets-document.ts";
import type { KeySetsStore } from "./key-sets-store.ts";
import { publishableMembers } from "./publishable-members.ts";

/** What one run has done. */
export interface KeySetsReport {
  readonly location: string;
  readonly issuers: readonly IssuerReport[];
  /** Why nothing of what was stored before could be kept, where that was so. */
  readonly problem: string | undefined;
}

/** `kept`: the issuer could not be asked, and its last good set stays, as old as it is; `missing`: there is none. */
export interface IssuerReport {
  readonly issuer: string;
  readonly outcome: "fetched" | "kept" | "missing";
  readonly keyCount: number;
  readonly ageMs: number | undefined;
  /** Key ids that the set before did not have, or that this one does not have any more. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly failure: string | undefined;
}

type RemoteIssuer = Issuer & { readonly keys: RemoteKeySource };

/** A key set whose members have been vetted. */
type VettedKeySet = StoredKeySet & { readonly members: readonly PublicJwk[] };

export interface KeySetsRefreshOptions {
  readonly store: KeySetsStore;
  readonly now: Clock;
  readonly limits?: DownloadLimits;
}

/** More patient than a request may be. */
const defaultLimits: DownloadLimits = { timeoutMs: 5_000, maxBytes: 150_000 };

/**
 * Fetches the key sets of these issuers, all at once, and stores them as one document. An issuer that cannot be asked keeps its last
 * good set, whose age goes on counting from its own fetch; what is no issuer of the map any more is dropped.
 * @throws Error where the store can be neither read nor written
 */
export function createKeySetsRefresh({
  store,
  now,
  limits = defaultLimits,
}: KeySetsRefreshOptions): (issuers: Iterable<Issuer>) => Promise<KeySetsReport> {
  async function fetchSet({ issuer, keys }: RemoteIssuer): Promise<VettedKeySet> {
    const fetchedAtMs = now();
    const members = publishableMembers(await downloadKeys(issuer, keys, limits));
    return { issuer, source: keys, fetchedAtMs, members };
  }

  function report(
    { issuer }: RemoteIssuer,
    [before, after]: readonly [VettedKeySet | undefined, VettedKeySet | undefined],
    failure: string | undefined,
  ): IssuerReport {
    const [known, present] = [before?.members ?? [], after?.members ?? []].map(keyIds) as [string[], string[]];
    return {
      issuer,
      outcome: failure === undefined ? "fetched" : after === undefined ? "missing" : "kept",
      keyCount: after?.members.length ?? 0,
      ageMs: after && Math.abs(now() - after.fetchedAtMs),
      added: present.filter((id) => !known.includes(id)),
      removed: known.filter((id) => !present.includes(id)),
      failure,
    };
  }

  return async (issuers) => {
    const held = await store.read();
    const { sets, problem } = readHeld(held?.text);
    const remote = Array.from(issuers).filter((issuer): issuer is RemoteIssuer => issuer.keys.kind !== "inline");
    const results = await Promise.all(
      remote.map(async (issuer) => {
        const before = sets.get(keySetName(issuer.issuer, issuer.keys));
        try {
          const after = await fetchSet(issuer);
          return { after, report: report(issuer, [before, after], undefined) };
        } catch (error) {
          const failure = error instanceof Error ? error.message : "unknown";
          return { after: before, report: report(issuer, [before, before], failure) };
        }
      }),
    );
    const stored = results.map(({ after }) => after).filter((set) => set !== undefined);
    await store.write(printKeySets(stored), held);
    return { location: store.location, issuers: results.map((result) => result.report), problem };
  };
}

/**
 * A document that cannot be read is replaced: what is in it is of no use to anybody. Of one that can, only what would be fetched is kept:
 * somebody else may have written it, and no member of it may stop the runs.
 */
function readHeld(text: string | undefined) {
  try {
    const read = text === undefined ? [] : parseKeySets(text);
    const vetted = read.map((set): VettedKeySet => ({ ...set, members: publishableMembers(set.members) }));
    return { sets: new Map(vetted.map((set) => [keySetName(set.issuer, set.source), set])), problem: undefined };
  } catch (error) {
    return { sets: new Map<string, VettedKeySet>(), problem: error instanceof Error ? error.message : "unreadable" };
  }
}

/** Such as a log may hold. */
function keyIds(members: readonly PublicJwk[]): readonly string[] {
  return members.map(({ kid }) => (typeof kid === "string" ? kid.slice(0, 100) : "(no kid)"));
}
