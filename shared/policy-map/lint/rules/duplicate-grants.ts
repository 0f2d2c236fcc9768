import { conditionsKey } from "../conditions-key.ts";
import type { LintRule } from "../lint-rule.ts";

/** A grant that gives the same callers the same role as an earlier one: one of the two is forgotten when the other changes. */
export const duplicateGrants: LintRule = ({ document }, report) => {
  const seen = new Map<string, string>();
  for (const grant of document.grants) {
    const targets = grant.targets.map(({ roleArn, account }) => `${account ?? ""} ${roleArn}`).sort();
    const key = `${grant.mode} ${JSON.stringify([targets, grant.via])} ${conditionsKey(grant.when)}`;
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, grant.name);
      continue;
    }
    const rule = `has the conditions and the role of ${earlier}`;
    report("duplicate-grant", ["grants", grant.name], rule, `remove it, or say how it differs from ${earlier}`);
  }
};
