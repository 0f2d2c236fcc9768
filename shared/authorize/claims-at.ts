import type { ClaimPath, Claims, ClaimValue } from "../model/claims.ts";

/**
 * Every value that a path of member names leads to where lists on the way are looked through: `roles` of each member of
 * `[{ roles }, { roles }]`. A list at the path's end is one value. Own members only, as for `claimAt`. No value is visited twice,
 * and none is deeper than a token's may be.
 */
export function claimsAt(claims: Claims, path: ClaimPath): readonly ClaimValue[] {
  let values: readonly ClaimValue[] = [claims];
  for (const name of path) {
    const members: ClaimValue[] = [];
    for (const value of values) collectNamed(name, value, members);
    values = members;
  }
  return values;
}

function collectNamed(name: string, value: ClaimValue, found: ClaimValue[]): void {
  if (typeof value !== "object" || value === null) return;
  if (isList(value)) {
    for (const member of value) collectNamed(name, member, found);
  } else if (Object.hasOwn(value, name)) {
    found.push(value[name] as ClaimValue);
  }
}

function isList(value: ClaimValue): value is readonly ClaimValue[] {
  return Array.isArray(value);
}
