import type { ClaimValue } from "../model/claims.ts";
import type { Scalar } from "../model/policy-document.ts";

/** Every plain value of a claim, however deep in lists and objects. */
export function scalarsWithin(value: ClaimValue | undefined): readonly Scalar[] {
  const found: Scalar[] = [];
  if (value !== undefined) collect(value, found);
  return found;
}

/** Into one list, since a list for each level costs most of what a token is looked up for. */
function collect(value: ClaimValue, found: Scalar[]): void {
  if (value === null) return;
  if (typeof value !== "object") {
    found.push(value);
    return;
  }
  for (const member of Object.values(value)) collect(member, found);
}
