import type { ClaimPath, Claims, ClaimValue } from "../model/claims.ts";

/**
 * Every value that a path of member names leads to where lists on the way are looked through: `roles` of each member of
 * `[{ roles }, { roles }]`. A list at the path's end is one value. Own members only, as for `claimAt`. No value is visited twice,
 * and none is deeper than a token's may be.
 */
export function claimsAt(claims: Claims, path: ClaimPath): readonly ClaimValue[] {
  let values: readonly ClaimValue[] = [claims];
  for (const name of path) {
    values = values.flatMap((value) => membersNamed(name, value));
  }
  return values;
}

function membersNamed(name: string, value: ClaimValue): readonly ClaimValue[] {
  if (Array.isArray(value)) {
    return value.flatMap((member: ClaimValue) => membersNamed(name, member));
  }
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? [(value as Claims)[name] as ClaimValue]
    : [];
}
