import type { Caller } from "../model/caller.ts";
import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { Clock, FindKey } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { checkAudience } from "./check-audience.ts";
import { checkHeader } from "./check-header.ts";
import { checkIdentity } from "./check-identity.ts";
import { checkTimes } from "./check-times.ts";
import { checkTokenType } from "./check-token-type.ts";
import { decodeToken } from "./decode-token.ts";
import { quoteUnverified } from "./quote-unverified.ts";
import { readMember } from "./read-member.ts";
import { verifySignature } from "./verify-signature.ts";

/** Whose word is taken, and by which clock. */
export interface Trust {
  readonly issuers: PolicyMap["issuers"];
  readonly findKey: FindKey;
  readonly now: Clock;
  /** Told as soon as the signature holds, so that the audit record of a later refusal names whom it refused. */
  readonly onSigned?: (signed: SignedIdentity) => void;
}

/** Whom a token names, by the word of its issuer, before anything else in it has been checked. */
interface SignedIdentity {
  readonly issuer: string;
  readonly subject?: string;
  readonly tokenId?: string;
}

/**
 * The caller that a token proves: the only place that makes one.
 *
 * Everything up to and including the signature is one answer, `InvalidToken`, so that nobody learns which issuers and
 * keys are known. Once the signature holds, the caller is the issuer's, and each fault of the token has a code of its
 * own. The first that fails wins, always in this order: type, expiry, not-before, issue time, age, lifetime, audience,
 * subject, required claims, token id, key binding.
 * @throws Refusal `InvalidToken`; `WrongTokenType`, `TokenExpired`, `TokenNotYetValid`, `TokenTooOld`, `WrongAudience`,
 *   `MissingClaim`, `ProofRequired`
 * @throws Fault `UpstreamUnavailable` where the issuer's keys cannot be had; `Internal`
 */
export async function verifyToken(token: string, trust: Trust): Promise<Caller> {
  const { unverifiedHeader, unverifiedClaims } = decodeToken(token);
  const issuer = findIssuer(unverifiedClaims, trust.issuers);
  const hint = checkHeader(unverifiedHeader, issuer);
  await verifySignature(token, await trust.findKey(issuer, hint), hint.algorithm);
  trust.onSigned?.(readIdentity(unverifiedClaims, issuer));
  return makeCaller(unverifiedHeader, unverifiedClaims, issuer, trust.now() / 1000);
}

/** By exact string, and without any request: an issuer that the map does not name is not asked for keys. */
function findIssuer(unverifiedClaims: Claims, issuers: PolicyMap["issuers"]): Issuer {
  const unverifiedIssuer = readMember(unverifiedClaims, "iss");
  const issuer = typeof unverifiedIssuer === "string" ? issuers.get(unverifiedIssuer) : undefined;
  if (issuer === undefined) {
    throw new Refusal("InvalidToken", `the issuer is not known: ${quoteUnverified(unverifiedIssuer)}`);
  }
  return issuer;
}

function readIdentity(claims: Claims, { issuer }: Issuer): SignedIdentity {
  const subject = readMember(claims, "sub");
  const tokenId = readMember(claims, "jti");
  return {
    issuer,
    ...(typeof subject === "string" && { subject }),
    ...(typeof tokenId === "string" && { tokenId }),
  };
}

/** From here on header and claims are the issuer's word. */
function makeCaller(header: Claims, claims: Claims, issuer: Issuer, nowSeconds: number): Caller {
  checkTokenType(header, issuer);
  const tokenExpiresAtSeconds = checkTimes(claims, issuer, nowSeconds);
  checkAudience(claims, issuer);
  const { subject, tokenId } = checkIdentity(claims, issuer);
  // RFC 9449 section 7 and RFC 8705 section 3: whoever took a bound token elsewhere must not be able to use it here.
  if (Object.hasOwn(claims, "cnf")) throw new Refusal("ProofRequired", "the token has cnf, and no proof came with it");
  return Object.freeze({
    issuerName: issuer.name,
    issuer: issuer.issuer,
    subject,
    claims,
    tokenId,
    tokenExpiresAtSeconds,
  }) as Caller;
}
