import type { Claims } from "../model/claims.ts";
import type { MfaCondition } from "../model/policy-document.ts";
import type { RequestFacts } from "../model/request.ts";
import { claimAt } from "./claim-at.ts";

/**
 * Whether the token says that somebody signed in strongly, and recently enough (RFC 8176 `amr`; OpenID Connect Core
 * section 2 `acr`, `auth_time`). What the token does not say counts as not done, and a condition that asks nothing holds
 * for nobody.
 * @returns why not, for the audit record; undefined where it does
 */
export function checkMfa(condition: MfaCondition, claims: Claims, facts: RequestFacts): string | undefined {
  if (condition.amr.length === 0 && condition.acr.length === 0 && condition.maxAgeSeconds === undefined) {
    return "mfa: the condition asks for nothing";
  }
  const amr = claimAt(claims, ["amr"]);
  if (condition.amr.length > 0 && !(Array.isArray(amr) && condition.amr.some((method) => amr.includes(method)))) {
    return `mfa: amr has none of ${condition.amr.join(", ")}`;
  }
  const acr = claimAt(claims, ["acr"]);
  if (condition.acr.length > 0 && !condition.acr.some((wanted) => wanted === acr)) {
    return `mfa: acr is none of ${condition.acr.join(", ")}`;
  }
  if (condition.maxAgeSeconds !== undefined) {
    const signedInAtSeconds = claimAt(claims, ["auth_time"]);
    const ageSeconds = typeof signedInAtSeconds === "number" ? facts.nowMs / 1000 - signedInAtSeconds : Number.NaN;
    if (!(ageSeconds >= -clockToleranceSeconds && ageSeconds <= condition.maxAgeSeconds)) {
      return `mfa: auth_time is missing, in the future or over ${condition.maxAgeSeconds} s ago`;
    }
  }
  return undefined;
}

/** How far an issuer's clock may be ahead of ours before a sign-in "in the future" is no sign-in. */
const clockToleranceSeconds = 60;
