import { checkAudience } from "../../shared/authenticate/check-audience.ts";
import { checkHeader } from "../../shared/authenticate/check-header.ts";
import { checkIdentity } from "../../shared/authenticate/check-identity.ts";
import { checkTimes } from "../../shared/authenticate/check-times.ts";
import { checkTokenKind } from "../../shared/authenticate/check-token-kind.ts";
import { checkTokenType } from "../../shared/authenticate/check-token-type.ts";
import { readBinding } from "../../shared/authenticate/read-binding.ts";
import type { RefusalCode } from "../../shared/model/codes.ts";
import type { Issuer } from "../../shared/model/issuer.ts";
import { type ProofMethod, proofMethods } from "../../shared/model/proof.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { lacksProof } from "../../shared/policy-map/lacks-proof.ts";
import type { SupposedToken } from "./read-claims.ts";

/** One of the service's own checks of a token, short of its signature. */
export interface TokenCheck {
  readonly subject: string;
  readonly holds: boolean;
  /** What the service would refuse with, where it would. */
  readonly code: RefusalCode | undefined;
  readonly reason: string | undefined;
}

/**
 * What the service would say of the token before it decides, by the same checks. Where only claims were given, what needs a
 * claim that is not among them is left out: they are the interesting ones, not a whole payload.
 * @param boundBy what the request has the proof of
 */
export function checkSupposedToken(
  { claims, header }: SupposedToken,
  issuer: Issuer,
  nowMs: number,
  boundBy: readonly ProofMethod[],
): readonly TokenCheck[] {
  const isToken = header !== undefined;
  const has = (name: string) => isToken || Object.hasOwn(claims, name);
  return [
    ...(isToken ? [check("algorithm and header", () => checkHeader(header, issuer))] : []),
    ...(isToken ? [check("token type", () => checkTokenType(header, issuer))] : []),
    ...(isToken ? [check("token kind", () => checkTokenKind(claims))] : []),
    ...(has("exp") ? [check("times", () => checkTimes(claims, issuer, nowMs / 1000))] : []),
    ...(has("aud") ? [check("audience", () => checkAudience(claims, issuer))] : []),
    ...(isToken ? [check("subject and required claims", () => checkIdentity(claims, issuer))] : []),
    ...(issuer.senderConstrained !== undefined || Object.hasOwn(claims, "cnf")
      ? [check("key binding", () => checkBinding({ claims, header }, issuer, boundBy))]
      : []),
  ];
}

/** Claims without `cnf` are as those of a token that is bound as is said. */
function checkBinding({ claims, header }: SupposedToken, issuer: Issuer, boundBy: readonly ProofMethod[]): void {
  const isSilent = header === undefined && !Object.hasOwn(claims, "cnf");
  const binding = isSilent && !lacksProof(issuer, boundBy) ? {} : readBinding(claims, issuer);
  const unproved = proofMethods.filter((method) => Object.hasOwn(binding, method) && !boundBy.includes(method));
  if (unproved.length > 0) {
    throw new Refusal("ProofRequired", `the token is bound by ${unproved.join(" and ")}: its proof must come with it`);
  }
}

function check(subject: string, work: () => unknown): TokenCheck {
  try {
    work();
    return { subject, holds: true, code: undefined, reason: undefined };
  } catch (error) {
    if (error instanceof Refusal) {
      return { subject, holds: false, code: error.code, reason: error.reason };
    }
    throw error;
  }
}
