import type { Caller } from "../model/caller.ts";
import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import type { Clock } from "../model/ports.ts";
import { checkAudience } from "./check-audience.ts";
import { checkIdentity } from "./check-identity.ts";
import { checkTimes } from "./check-times.ts";
import { checkTokenKind } from "./check-token-kind.ts";
import { checkTokenType } from "./check-token-type.ts";
import { type ProveSignature, proveSignature, type SignedToken, type Signers } from "./prove-signature.ts";
import { readMember } from "./read-member.ts";
import { type ProofContext, verifyProof } from "./verify-proof.ts";

/** Whose word is taken, and by which clock. */
export interface Trust extends Signers {
  readonly now: Clock;
  /** How a signature is checked: from memory where that knows of it; undefined: anew. */
  readonly proveSignature?: ProveSignature;
  /** How the token was shown; undefined: without any proof. */
  readonly proof?: ProofContext;
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
 * own. The first that fails wins, always in this order: type, kind, expiry, not-before, issue time, age, lifetime, audience,
 * subject, required claims, token id, key binding, proof of possession.
 * @throws Refusal `InvalidToken`; `WrongTokenType`, `TokenExpired`, `TokenNotYetValid`, `TokenTooOld`, `WrongAudience`,
 *   `MissingClaim`, `ProofRequired`, `InvalidProof`
 * @throws Fault `UpstreamUnavailable` where the issuer's keys, or what proofs are judged with, cannot be had; `Internal`
 */
export async function verifyToken(token: string, trust: Trust): Promise<Caller> {
  const prove = trust.proveSignature ?? proveSignature;
  const signed = await prove(token, trust);
  trust.onSigned?.(readIdentity(signed.claims, signed.issuer));
  const checked = checkSigned(signed, trust.now() / 1000);
  return Object.freeze({ ...checked, boundBy: await verifyProof(token, signed, trust.proof) }) as Caller;
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
function checkSigned({ header, claims, issuer }: SignedToken, nowSeconds: number) {
  checkTokenType(header, issuer);
  checkTokenKind(claims);
  const tokenExpiresAtSeconds = checkTimes(claims, issuer, nowSeconds);
  checkAudience(claims, issuer);
  const { subject, tokenId } = checkIdentity(claims, issuer);
  return { issuerName: issuer.name, issuer: issuer.issuer, subject, claims, tokenId, tokenExpiresAtSeconds };
}
