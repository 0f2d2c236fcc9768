import type { ClaimPath } from "../../model/claims.ts";

/** A claim path as an author writes it, the opposite of `parseClaimPath`: `kubernetes\.io.namespace`. */
export function claimKey(path: ClaimPath): string {
  return path.map((step) => step.replaceAll(/[\\.]/g, (character) => `\\${character}`)).join(".");
}
