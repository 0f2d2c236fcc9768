import type { Denial, Grant } from "../../model/policy-document.ts";
import { claimsAdmitNoMore } from "./compare-claims.ts";
import { type Budget, findWitness } from "./find-witness.ts";
import { finiteValues } from "./finite-values.ts";
import { createGrantsBeside, type GrantsBeside } from "./grants-beside.ts";
import type { Comparison } from "./judge-gain.ts";
import { issuerStrings, type MapSide } from "./map-side.ts";
import type { DiffEntry, Witness } from "./policy-map-diff.ts";
import { sampleCaller } from "./sample-caller.ts";
import { sampleClaims, withClaim } from "./sample-claims.ts";
import { wordMatcher } from "./word-matcher.ts";

/** What changes in who is denied whatever the grants say. */
export function diffDenials(comparison: Comparison, budget: Budget): readonly DiffEntry[] {
  const { older, newer } = comparison;
  const grantsBeside = createGrantsBeside(newer);
  return [
    ...uncoveredDenials(older, newer).map(([position, denial]) => {
      return freed(comparison, grantsBeside, position, denial, budget);
    }),
    ...uncoveredDenials(newer, older).map(([position, denial]): DiffEntry => {
      return entry(position, "narrows", `now denied: ${wordDenial(newer, denial)}`);
    }),
  ];
}

/** What of one deny list the other does not deny, each with its place in its list. */
function uncoveredDenials(side: MapSide, other: MapSide): readonly (readonly [number, Denial])[] {
  const known = new Set(other.document.deny.map((denial) => spelling(other, denial)));
  return side.document.deny.flatMap((denial, position) => {
    const left = known.has(spelling(side, denial)) ? undefined : uncoveredPart(side, other, denial);
    return left === undefined ? [] : [[position, left] as const];
  });
}

function spelling(side: MapSide, { issuers, claims }: Denial): string {
  return JSON.stringify([[...issuerStrings(side, issuers)].sort(), claims]);
}

/** The part of a denial whose callers the other list does not deny; undefined where there is none. */
function uncoveredPart(side: MapSide, other: MapSide, denial: Denial): Denial | undefined {
  if (isCovered(side, other, denial)) return undefined;
  if (denial.issuers.length > 1) {
    const parts = denial.issuers.flatMap(
      (issuer) => uncoveredPart(side, other, { ...denial, issuers: [issuer] }) ?? [],
    );
    // Each may have lost other callers: only where they lost the same can they be said in one.
    const claims = new Set(parts.map((part) => JSON.stringify(part.claims)));
    if (claims.size > 1) return denial;
    return parts[0] && { ...parts[0], issuers: parts.flatMap(({ issuers }) => issuers) };
  }
  const position = denial.claims.findIndex(({ matcher }) => (finiteValues(matcher)?.length ?? 0) > 1);
  const condition = denial.claims[position];
  const values = condition === undefined ? undefined : finiteValues(condition.matcher);
  if (condition === undefined || values === undefined) return denial;
  const withValues = (some: typeof values): Denial => {
    return {
      ...denial,
      claims: denial.claims.with(position, { ...condition, matcher: { kind: "oneOf", values: some } }),
    };
  };
  const left = values.filter((value) => uncoveredPart(side, other, withValues([value])) !== undefined);
  return left.length === 0 ? undefined : withValues(left);
}

/** Whether one denial of the other list speaks of all the callers. */
function isCovered(side: MapSide, other: MapSide, denial: Denial): boolean {
  const issuers = issuerStrings(side, denial.issuers);
  const [issuer] = issuers;
  if (issuer === undefined) return true;
  const options = sampleClaims(denial.claims, [], [], undefined);
  const claims = options.reduce((all, { path, values }) => withClaim(all, path, values[0]), {});
  const caller = sampleCaller(other, issuer, claims);
  // Whatever denies all of them denies a sample too. Where none could be made up, some must do.
  const candidates =
    caller === undefined
      ? other.document.deny.slice(0, mostCandidates)
      : other.map.candidateDenials(caller).map(({ rule }) => rule);
  return candidates.some((candidate) => {
    const known = issuerStrings(other, candidate.issuers);
    return [...issuers].every((one) => known.has(one)) && claimsAdmitNoMore(denial.claims, candidate.claims);
  });
}

/** So many grants are tried for a caller whom the denial alone kept out; so many denials for one that cannot be sampled. */
const [mostGrants, mostCandidates] = [16, 64];

function freed(
  comparison: Comparison,
  grantsBeside: GrantsBeside,
  position: number,
  denial: Denial,
  budget: Budget,
): DiffEntry {
  const { older } = comparison;
  const issuers = issuerStrings(older, denial.issuers);
  const text = `no longer denied: ${wordDenial(older, denial)}`;
  const grants: Grant[] = [];
  for (const grant of grantsBeside(denial.claims, issuers)) {
    if (grants.push(grant) >= mostGrants) break;
  }
  if (grants.length === 0) return entry(position, "changes", `${text} (no grant is theirs)`);
  let witness: Witness | undefined;
  for (const grant of grants) {
    witness ??= findWitness(comparison, grant, budget, { also: denial.claims, issuers });
  }
  return { ...entry(position, witness === undefined ? "mayWiden" : "widens", text), witness };
}

function entry(position: number, effect: DiffEntry["effect"], text: string): DiffEntry {
  return { part: "deny", name: String(position + 1), facet: "entry", effect, text, witness: undefined };
}

function wordDenial(side: MapSide, { issuers, claims }: Denial): string {
  const asked = claims.map(({ path, matcher }) => `${path.join(".")} ${wordMatcher(matcher)}`).join(" and ");
  return `${asked} of ${[...issuerStrings(side, issuers)].join(", ")}`;
}
