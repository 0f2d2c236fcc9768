import { matchClaims } from "../shared/authorize/match-claims.ts";
import type { Denial, Grant, PolicyDocument } from "../shared/model/policy-document.ts";
import type { Conditional, PolicyMap } from "../shared/model/policy-map.ts";

/** The plain way to decide, to measure the index against: the same rules and tests, each looked at for each request. */
export function linearScan(document: PolicyDocument): PolicyMap {
  const grants = document.grants.map((grant, position) => conditional(grant, position, grant.when));
  const denials = document.deny.map((denial, position) => conditional(denial, position, denial));
  return {
    digest: "",
    hasOneTimeGrants: document.grants.some(({ oneTime }) => oneTime),
    rolePartitions: [],
    issuers: new Map(document.issuers.map((issuer) => [issuer.issuer, issuer])),
    findGrant: (name) => grants.find((grant) => grant.rule.name === name),
    candidateGrants: () => grants,
    candidateDenials: () => denials,
  };
}

function conditional<Rule extends Grant | Denial>(
  rule: Rule,
  position: number,
  { issuers, claims }: Pick<Denial, "issuers" | "claims">,
): Conditional<Rule> {
  return { rule, position, issuerNames: new Set(issuers), claimTests: claims.map(matchClaims) };
}
