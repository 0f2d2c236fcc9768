import type { Denial, Grant, PolicyDocument } from "../model/policy-document.ts";
import type { Conditional, PolicyMap } from "../model/policy-map.ts";
import { indexRules } from "./index-rules.ts";
import { matchClaims } from "./match-claims.ts";

/**
 * Makes a validated document ready to decide with. The document is not checked again: `policy-map/parse-policy-map` does
 * that where maps are written and loaded.
 * @param digest SHA-256 of the document, lower-case hex: which map decided, in the audit record
 */
export function compilePolicyMap(document: PolicyDocument, digest: string): PolicyMap {
  const grants = document.grants.map((grant, position) =>
    makeConditional(grant, position, grant.when.issuers, grant.when.claims),
  );
  const denials = document.deny.map((denial, position) =>
    makeConditional(denial, position, denial.issuers, denial.claims),
  );
  return Object.freeze({
    digest,
    issuers: new Map(document.issuers.map((issuer) => [issuer.issuer, issuer])),
    grants: new Map(grants.map((conditional) => [conditional.rule.name, conditional])),
    candidateGrants: indexRules(grants),
    candidateDenials: indexRules(denials),
  });
}

function makeConditional<Rule extends Grant | Denial>(
  rule: Rule,
  position: number,
  issuerNames: readonly string[],
  claims: Denial["claims"],
): Conditional<Rule> {
  return Object.freeze({ rule, position, issuerNames: new Set(issuerNames), claimTests: claims.map(matchClaims) });
}
