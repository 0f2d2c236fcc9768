import type { PolicyDocument } from "../../model/policy-document.ts";
import type { ExternalIdRotation } from "../external-id-rotation.ts";
import { diffDenials } from "./diff-denials.ts";
import { diffGrants } from "./diff-grants.ts";
import { diffIssuers } from "./diff-issuers.ts";
import { diffRotations } from "./diff-rotations.ts";
import { createMapSide } from "./map-side.ts";
import { pairGrants } from "./pair-grants.ts";
import type { DiffEntry, PolicyMapDiff } from "./policy-map-diff.ts";

/** Enough to prove every claim of a change that anybody would review; together they take a second or two. */
const most = { questions: 2_000, requests: 10_000 };

const noRotations = { older: [], newer: [] };

const order: readonly DiffEntry["effect"][] = ["widens", "mayWiden", "narrows", "changes", "renames"];

/**
 * Who gains, loses or changes what when one policy map takes the place of another. Decided by meaning: other spellings,
 * other orders and other names of the same thing are no change, or a renaming. What cannot be proved not to widen counts as
 * widening. Each claim that somebody gains comes with a caller who does, by the decision of both maps.
 * @param rotations of the external IDs of each map's accounts
 */
export function diffPolicyMaps(
  older: PolicyDocument,
  newer: PolicyDocument,
  rotations: {
    readonly older: readonly ExternalIdRotation[];
    readonly newer: readonly ExternalIdRotation[];
  } = noRotations,
): PolicyMapDiff {
  const sides = { older: createMapSide(older), newer: createMapSide(newer) };
  const pairs = pairGrants(sides.older, sides.newer);
  const comparison = { ...sides, formerNames: pairs.formerNames };
  const budget = { ...most };
  const entries = [
    ...diffIssuers(comparison, budget),
    ...diffGrants(comparison, pairs, budget),
    ...diffDenials(comparison, budget),
    ...diffRotations(rotations.older, rotations.newer),
  ];
  return {
    widens: entries.some(({ effect }) => effect === "widens" || effect === "mayWiden"),
    entries: entries.sort((one, other) => order.indexOf(one.effect) - order.indexOf(other.effect)),
  };
}
