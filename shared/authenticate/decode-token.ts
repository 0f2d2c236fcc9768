import type { Claims } from "../model/claims.ts";
import { decodeJws } from "./decode-jws.ts";
import { tokenKind } from "./token-kind.ts";

/** What a token says of itself before anybody has vouched for it. Both are frozen, at all depths. */
export interface UnverifiedToken {
  readonly unverifiedHeader: Claims;
  readonly unverifiedClaims: Claims;
}

/**
 * Header and claims of a token.
 * @throws Refusal `InvalidToken`
 */
export function decodeToken(token: string): UnverifiedToken {
  const { header, payload } = decodeJws(token, tokenKind);
  return { unverifiedHeader: header, unverifiedClaims: payload };
}
