import { matchingGrants } from "../../authorize/matching-grants.ts";
import type { Grant } from "../../model/policy-document.ts";
import { compareGrants, type PlacedGrant } from "./compare-grants.ts";
import { finiteValues } from "./finite-values.ts";
import { issuerStrings, type MapSide } from "./map-side.ts";
import { sampleCaller } from "./sample-caller.ts";
import { sampleRequests } from "./sample-requests.ts";

/** So many values, accounts or issuers of a grant are looked at one by one, and so many older grants for each. */
const [mostSlices, mostCandidates] = [64, 16];

/**
 * The older grants that together give all that a newer one gives, to everybody that it gives it to: it was split from
 * them, merged from them, or renamed. Undefined where that cannot be proved.
 */
export function coveringGrants(older: MapSide, newer: PlacedGrant): ReadonlySet<string> | undefined {
  const candidates = grantsOfSample(older, newer).filter(({ mode }) => mode === "live");
  // Whatever covers the grant speaks of a sample of it too.
  if (candidates.length === 0) return undefined;
  const covering = candidates.slice(0, mostCandidates).find((grant) => covers({ side: older, grant }, newer));
  if (covering !== undefined) return new Set([covering.name]);
  const slices = sliceGrant(newer);
  if (slices.length < 2 || slices.length > mostSlices) return undefined;
  const names = new Set<string>();
  for (const slice of slices) {
    const parts = coveringGrants(older, slice);
    if (parts === undefined) return undefined;
    for (const name of parts) names.add(name);
  }
  return names;
}

function covers(older: PlacedGrant, newer: PlacedGrant): boolean {
  return compareGrants(older, newer).every(({ effect, facet }) => effect !== "widens" || facet === "default");
}

/**
 * The older grants that match one caller of a newer grant, in shadow or not; where no caller could be made up, some that lead
 * to its roles.
 */
export function grantsOfSample(older: MapSide, { side: newer, grant }: PlacedGrant): readonly Grant[] {
  for (const { claims } of sampleRequests({ older, newer, grant, former: undefined })) {
    const caller = sampleCaller(older, String(claims["iss"]), claims);
    return caller === undefined ? [] : matchingGrants(older.map, caller);
  }
  const roles = new Set(grant.targets.map(({ roleArn }) => roleArn));
  const leadsThere = ({ targets }: Grant) => targets.some(({ roleArn }) => roles.has(roleArn));
  return older.document.grants.filter(leadsThere).slice(0, mostCandidates);
}

/** The grant in parts, by the first thing that it lists: together they are the grant. */
function sliceGrant({ side, grant }: PlacedGrant): readonly PlacedGrant[] {
  const { when, targets } = grant;
  if (targets.length > 1) return targets.map((target) => ({ side, grant: { ...grant, targets: [target] } }));
  if (issuerStrings(side, when.issuers).size > 1) {
    return when.issuers.map((issuer) => ({ side, grant: { ...grant, when: { ...when, issuers: [issuer] } } }));
  }
  for (const [position, { path, matcher }] of when.claims.entries()) {
    const values = finiteValues(matcher) ?? [];
    if (values.length > 1) {
      return values.map((value) => {
        const claims = when.claims.with(position, { path, matcher: { kind: "equals", value } });
        return { side, grant: { ...grant, when: { ...when, claims } } };
      });
    }
  }
  return [];
}
