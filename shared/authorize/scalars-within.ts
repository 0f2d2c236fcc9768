import type { ClaimValue } from "../model/claims.ts";
import type { Scalar } from "../model/policy-document.ts";

/** Every plain value of a claim, however deep in lists and objects. */
export function scalarsWithin(value: ClaimValue | undefined): readonly Scalar[] {
  if (value === undefined || value === null) {
    return [];
  }
  return typeof value === "object" ? Object.values(value).flatMap(scalarsWithin) : [value];
}
