import type { Grant } from "../../model/policy-document.ts";
import { compareGrants } from "./compare-grants.ts";
import { grantsOfSample } from "./cover-grant.ts";
import { finiteValues } from "./finite-values.ts";
import { issuerStrings, type MapSide } from "./map-side.ts";

/** Which grant of the newer map is which of the older one. */
export interface GrantPairs {
  /** By newer name, in the newer map's order. */
  readonly formerNames: ReadonlyMap<string, string>;
  /** Newer grants that are none of the older ones. */
  readonly added: readonly Grant[];
  /** Older grants that are none of the newer ones. */
  readonly removed: readonly Grant[];
}

/** By name; and of the rest, those that mean exactly the same. */
export function pairGrants(older: MapSide, newer: MapSide): GrantPairs {
  const formerNames = new Map<string, string>();
  const left = new Map(older.document.grants.map((grant) => [grant.name, grant]));
  for (const { name } of newer.document.grants) {
    if (left.delete(name)) formerNames.set(name, name);
  }
  const bySpelling = Map.groupBy(left.values(), (grant) => spelling(older, grant));
  const added = newer.document.grants.filter((grant) => {
    if (formerNames.has(grant.name)) return false;
    const isSame = (candidate: Grant) =>
      left.has(candidate.name) && compareGrants({ side: older, grant: candidate }, { side: newer, grant }).length === 0;
    const former =
      bySpelling.get(spelling(newer, grant))?.find(isSame) ??
      (left.size > 0 ? grantsOfSample(older, { side: newer, grant }).find(isSame) : undefined);
    if (former === undefined) return true;
    left.delete(former.name);
    formerNames.set(grant.name, former.name);
    return false;
  });
  return { formerNames, added, removed: [...left.values()] };
}

/** Equal for grants that mean the same and are written much alike, whatever they and their issuers are called. */
function spelling(side: MapSide, grant: Grant): string {
  const issuers = [...issuerStrings(side, grant.when.issuers)].sort();
  const claims = grant.when.claims.map(({ path, matcher }) => {
    const values = finiteValues(matcher)?.map((value) => JSON.stringify(value));
    return JSON.stringify([path, values === undefined ? matcher : [...new Set(values)].sort()]);
  });
  return JSON.stringify({
    ...grant,
    name: "",
    description: "",
    when: { ...grant.when, issuers, claims: claims.sort() },
  });
}
