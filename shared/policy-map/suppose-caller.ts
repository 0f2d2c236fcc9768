import type { Caller } from "../model/caller.ts";
import type { Claims } from "../model/claims.ts";
import type { PolicyDocument } from "../model/policy-document.ts";
import type { ProofMethod } from "../model/proof.ts";
import { Flaw } from "./findings.ts";

/**
 * A caller as a token with these claims would make it, for questions about a map: what would this one get? Nobody has
 * shown such a token. This is the one place beside `authenticate/verify-token` where a `Caller` is made, and nothing on the
 * way of a request uses it.
 * @param issuerName the issuer's name in the map
 * @param claims the payload; `iss` is filled in
 * @param boundBy what the token is bound to and came with the proof of
 * @throws Flaw for an issuer that the map does not have, and for claims that no token of it can have
 */
export function supposeCaller(
  document: PolicyDocument,
  issuerName: string,
  claims: Claims,
  boundBy: readonly ProofMethod[] = [],
): Caller {
  const issuer = document.issuers.find(({ name }) => name === issuerName);
  if (issuer === undefined) throw new Flaw("is of an issuer that the map does not have", "name one of its issuers");
  const { jti, exp } = claims;
  const payload: Claims = { ...claims, iss: issuer.issuer };
  const supposed: Partial<Caller> = {
    issuerName,
    issuer: issuer.issuer,
    subject: supposedSubject(claims, issuer.issuer),
    claims: payload,
    tokenId: typeof jti === "string" ? jti : undefined,
    tokenExpiresAtSeconds: typeof exp === "number" ? exp : Number.MAX_SAFE_INTEGER,
    boundBy,
  };
  // Supposed, not verified: the brand is taken on here and nowhere else.
  return supposed as Caller;
}

/**
 * The subject of a token with these claims.
 * @throws Flaw where no token of the issuer can have them
 */
export function supposedSubject(claims: Claims, issuer: string): string {
  const { sub, iss } = claims;
  if (typeof sub !== "string" || sub === "") throw new Flaw("lacks sub, which every token has as text", "add it");
  if (iss !== undefined && iss !== issuer) throw new Flaw("has another iss than its issuer", "remove iss");
  return sub;
}
