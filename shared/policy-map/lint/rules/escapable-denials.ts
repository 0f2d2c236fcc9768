import type { ClaimCondition } from "../../../model/policy-document.ts";
import { claimKey } from "../claim-key.ts";
import type { LintRule, LintSubject } from "../lint-rule.ts";

/** Denials that a caller escapes by a token without the claim: what is missing matches nothing, `noneOf` included. */
export const escapableDenials: LintRule = (subject, report) => {
  for (const [index, { claims, issuers }] of subject.document.deny.entries()) {
    for (const condition of claims) {
      const path = ["deny", index, "claims", claimKey(condition.path)];
      if (condition.matcher.kind === "noneOf") {
        const rule = "denies those who have none of these, and so lets go whoever's token has no such list";
        report("deny-with-none-of", [...path, "noneOf"], rule, "ask for what is wanted in the grants, with anyOf");
      } else if (mayBeMissing(condition, issuers, subject)) {
        const rule = "is a claim that a token may lack, and then the denial does not hold";
        const repair = "deny by sub, or add the claim to requiredClaims of the issuer";
        report("deny-claim-may-be-missing", path, rule, repair);
      }
    }
  }
};

function mayBeMissing({ path }: ClaimCondition, issuerNames: readonly string[], { issuers }: LintSubject): boolean {
  const [claim] = path;
  if (path.length === 1 && (claim === "sub" || claim === "iss" || claim === "aud" || claim === "exp")) return false;
  // What is inside of a required claim may be missing all the same.
  return path.length > 1 || !issuerNames.every((name) => issuers.get(name)?.requiredClaims.includes(claim) ?? true);
}
