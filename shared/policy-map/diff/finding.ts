import type { ClaimPath } from "../../model/claims.ts";

/** One difference between an older rule and a newer one. */
export interface Finding {
  /** As in `DiffEntry`. */
  readonly facet: string;
  /** `widens` wherever the contrary cannot be proved. */
  readonly effect: "widens" | "narrows" | "changes";
  readonly text: string;
  /** What a caller who gains by it would have that the older rule does not take: undefined where any caller would. */
  readonly vary?: Vary;
}

/** A part of a request that is sampled from both sides of a boundary. */
export type Vary =
  | { readonly kind: "claim"; readonly path: ClaimPath }
  /** A claim's value that may not go into a policy. */
  | { readonly kind: "unsafe"; readonly path: ClaimPath }
  | { readonly kind: "issuer" | "network" | "time" | "mfa" | "senderConstrained" | "role" | "unnamed" }
  | { readonly kind: "parameter"; readonly name: string };

/** A finding of whether something admits more, or less, than before; undefined where neither. */
export function boundFinding(
  admitsNoMore: boolean,
  admitsNoLess: boolean,
  finding: Omit<Finding, "effect">,
): readonly Finding[] {
  if (admitsNoMore && admitsNoLess) return [];
  return [{ ...finding, effect: admitsNoMore ? "narrows" : "widens" }];
}
