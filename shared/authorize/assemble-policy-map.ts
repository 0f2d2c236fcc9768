import type { Issuer } from "../model/issuer.ts";
import type { ClaimCondition, Denial, Grant } from "../model/policy-document.ts";
import type { ClaimTest, Conditional, PolicyMap } from "../model/policy-map.ts";
import { findCandidates } from "./find-candidates.ts";
import type { IndexableRule } from "./index-rules.ts";
import { matchClaims } from "./match-claims.ts";
import { matchDenial } from "./match-denial.ts";
import type { OpenIssuerIndex } from "./rule-index.ts";

/** The rules of a map and where they are filed, wherever they are kept. */
export interface RuleStore<Rule extends Grant | Denial> {
  /** Asked once for each rule that a request needs. */
  readonly ruleAt: (position: number) => Rule;
  readonly index: ReadonlyMap<string, OpenIssuerIndex>;
}

export interface PolicyMapParts {
  readonly digest: string;
  readonly hasOneTimeGrants: boolean;
  readonly rolePartitions: readonly string[];
  readonly issuers: readonly Issuer[];
  readonly grants: RuleStore<Grant>;
  readonly denials: RuleStore<Denial>;
  readonly positionOfGrant: (name: string) => number | undefined;
}

/**
 * A map whose rules are made ready when a request first needs them: of 10,000 grants, a process that lives for an hour may
 * see a dozen.
 */
export function assemblePolicyMap(parts: PolicyMapParts): PolicyMap {
  const { digest, hasOneTimeGrants, rolePartitions, issuers, grants, denials, positionOfGrant } = parts;
  const grantAt = makeOnce(grants.ruleAt, (grant) => grant.when, matchClaims);
  const denialAt = makeOnce(denials.ruleAt, (denial) => denial, matchDenial);
  return Object.freeze({
    digest,
    hasOneTimeGrants,
    rolePartitions,
    issuers: new Map(issuers.map((issuer) => [issuer.issuer, issuer])),
    findGrant: (name) => {
      const position = positionOfGrant(name);
      return position === undefined ? undefined : grantAt(position);
    },
    candidateGrants: ({ issuerName, claims }) => findCandidates(grants.index.get(issuerName), claims).map(grantAt),
    candidateDenials: ({ issuerName, claims }) => findCandidates(denials.index.get(issuerName), claims).map(denialAt),
  } satisfies PolicyMap);
}

function makeOnce<Rule extends Grant | Denial>(
  ruleAt: (position: number) => Rule,
  conditionsOf: (rule: Rule) => IndexableRule,
  match: (condition: ClaimCondition) => ClaimTest,
): (position: number) => Conditional<Rule> {
  const made = new Map<number, Conditional<Rule>>();
  return (position) => {
    const present = made.get(position);
    if (present !== undefined) {
      return present;
    }
    const rule = ruleAt(position);
    const { issuers, claims } = conditionsOf(rule);
    const conditional = Object.freeze({
      rule,
      position,
      issuerNames: new Set(issuers),
      claimTests: claims.map(match),
    });
    made.set(position, conditional);
    return conditional;
  };
}
