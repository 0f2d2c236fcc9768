import type { Claims } from "./claims.ts";
import type { ProofMethod } from "./proof.ts";

declare const verified: unique symbol;

/**
 * Who is asking, as far as a verified token says. Only `authenticate/verify-token` makes one; everything in it may be
 * trusted to be the issuer's word, which is not the same as harmless: claim values are still chosen by somebody.
 */
export interface Caller {
  readonly [verified]: true;
  /** The name that the policy map gives to the issuer, such as `corp`. */
  readonly issuerName: string;
  /** The `iss` claim: equal, character by character, to the issuer of the policy map. */
  readonly issuer: string;
  /** The `sub` claim: never empty. */
  readonly subject: string;
  /** The whole verified payload. */
  readonly claims: Claims;
  /** The `jti` claim, where the token has one. */
  readonly tokenId: string | undefined;
  /** The `exp` claim, seconds since the epoch, as the token has it. */
  readonly tokenExpiresAtSeconds: number;
  /** What the token is bound to, all of which was proved; empty: whoever holds it may use it. */
  readonly boundBy: readonly ProofMethod[];
}
