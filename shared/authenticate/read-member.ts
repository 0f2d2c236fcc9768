import type { Claims, ClaimValue } from "../model/claims.ts";

/** A member that the object itself has, or `undefined`: names such as `constructor` are never looked up in a prototype. */
export function readMember(object: Claims, name: string): ClaimValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
