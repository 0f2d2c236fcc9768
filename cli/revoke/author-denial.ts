import type { ClaimCondition, Matcher, Scalar } from "../../shared/model/policy-document.ts";
import type { DenialPlan } from "./plan-denial.ts";

type AuthoredMatcher = Scalar | { readonly [kind: string]: Scalar | readonly Scalar[] };

/** An entry of the deny list as an author writes it. */
export interface AuthoredDenial {
  readonly issuer: string | readonly string[];
  readonly claims: { readonly [path: string]: AuthoredMatcher };
  readonly reason: string;
}

/**
 * The entry that a plan comes to. For a subject it names the subject alone: with the grant's other conditions beside it, the
 * denial would lapse unseen on the day that somebody changes the grant.
 */
export function authorDenial({ issuers, claims }: DenialPlan, reason: string): AuthoredDenial {
  const [only, ...more] = issuers;
  return {
    issuer: only !== undefined && more.length === 0 ? only : issuers,
    claims: Object.fromEntries(claims.map((condition) => [printClaimPath(condition.path), author(condition.matcher)])),
    reason,
  };
}

/** The inverse of `parseClaimPath`. */
function printClaimPath(path: ClaimCondition["path"]): string {
  return path.map((step) => step.replace(/[\\.]/g, "\\$&")).join(".");
}

function author(matcher: Matcher): AuthoredMatcher {
  switch (matcher.kind) {
    case "equals":
      return matcher.value;
    case "oneOf":
    case "anyOf":
    case "allOf":
    case "noneOf":
      return { [matcher.kind]: matcher.values };
    case "prefix":
      return { prefix: matcher.prefix };
    case "glob":
    case "matches":
      return { [matcher.kind]: matcher.pattern };
    case "exists":
      return { exists: true };
  }
}
