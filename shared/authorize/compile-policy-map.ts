import type { PolicyDocument } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import { assemblePolicyMap, type RuleStore } from "./assemble-policy-map.ts";
import { type IndexableRule, indexRules } from "./index-rules.ts";
import { rolePartitions } from "./role-partitions.ts";
import type { OpenIssuerIndex, RuleIndex } from "./rule-index.ts";

/**
 * Makes a validated document ready to decide with. The document is not checked again: `policy-map/parse-policy-map` does
 * that where maps are written and loaded.
 * @param digest SHA-256 of the document, lower-case hex: which map decided, in the audit record
 */
export function compilePolicyMap(document: PolicyDocument, digest: string): PolicyMap {
  const positions = new Map(document.grants.map((grant, position) => [grant.name, position]));
  return assemblePolicyMap({
    digest,
    hasOneTimeGrants: document.grants.some(({ oneTime }) => oneTime),
    rolePartitions: rolePartitions(document.grants),
    issuers: document.issuers,
    grants: store(document.grants, (grant) => grant.when),
    denials: store(document.deny, (denial) => denial),
    positionOfGrant: (name) => positions.get(name),
  });
}

function store<Rule extends PolicyDocument["grants" | "deny"][number]>(
  rules: readonly Rule[],
  conditionsOf: (rule: Rule) => IndexableRule,
): RuleStore<Rule> {
  const kept = [...rules];
  return {
    ruleAt: (position) => kept[position] as Rule,
    index: openIndex(indexRules(kept.map(conditionsOf))),
  };
}

function openIndex(index: RuleIndex): ReadonlyMap<string, OpenIssuerIndex> {
  return new Map(
    index.map(([issuerName, { unfiled, probes }]) => [
      issuerName,
      {
        unfiled,
        probes: probes.map(({ probe, filed }) => {
          const positions = new Map(filed);
          return { probe, positionsOf: (key) => positions.get(key) ?? [] };
        }),
      },
    ]),
  );
}
