import type { ClaimPath, Claims, ClaimValue } from "../model/claims.ts";

/**
 * The value at the end of a path of member names, or undefined where any of it is missing. Own members only, so that a
 * claim called `constructor` or `__proto__` is what the token says and nothing that JavaScript adds.
 */
export function claimAt(claims: Claims, path: ClaimPath): ClaimValue | undefined {
  let value: ClaimValue = claims;
  for (const name of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Claims)[name] as ClaimValue;
  }
  return value;
}
