import type { ClaimCondition, Denial, Grant, PolicyDocument } from "../../model/policy-document.ts";
import { claimKey } from "./claim-key.ts";

/** A claim condition, with whose it is. */
export interface PlacedCondition {
  readonly condition: ClaimCondition;
  readonly issuers: readonly string[];
  readonly isDenial: boolean;
  /** Where it stands in the map: equality is written without the name of a matcher. */
  readonly place: () => readonly (string | number)[];
}

/** Every claim condition of a map, of grants first. */
export function* walkConditions({ grants, deny }: PolicyDocument): Generator<PlacedCondition> {
  for (const grant of grants) {
    for (const condition of grant.when.claims) {
      const { issuers } = grant.when;
      yield { condition, issuers, isDenial: false, place: () => [...grantClaimsPath(grant), ...keyOf(condition)] };
    }
  }
  for (const [index, denial] of deny.entries()) {
    for (const condition of denial.claims) {
      const place = () => ["deny", index, "claims", ...keyOf(condition)];
      yield { condition, issuers: denial.issuers, isDenial: true, place };
    }
  }
}

/** Where the claim conditions of a grant stand. */
export function grantClaimsPath(grant: Grant): readonly string[] {
  return ["grants", grant.name, "when", "claims"];
}

/** The claim conditions of a rule, and where they stand. */
export function* walkRules({ grants, deny }: PolicyDocument): Generator<{
  readonly claims: Denial["claims"];
  readonly issuers: readonly string[];
  readonly isDenial: boolean;
  readonly path: readonly (string | number)[];
}> {
  for (const grant of grants)
    yield { claims: grant.when.claims, issuers: grant.when.issuers, isDenial: false, path: grantClaimsPath(grant) };
  for (const [index, denial] of deny.entries()) {
    yield { claims: denial.claims, issuers: denial.issuers, isDenial: true, path: ["deny", index, "claims"] };
  }
}

function keyOf({ path, matcher }: ClaimCondition): readonly string[] {
  return matcher.kind === "equals" ? [claimKey(path)] : [claimKey(path), matcher.kind];
}
