import { compilePolicyMap } from "../../../authorize/compile-policy-map.ts";
import type { Grant } from "../../../model/policy-document.ts";
import { conditionsKey } from "../conditions-key.ts";
import { groupNames } from "../group-names.ts";
import type { LintRule } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";
import { matchSamples } from "../match-samples.ts";
import { sampleCaller } from "../sample-caller.ts";

const anyCircumstances = { network: undefined, time: undefined, mfa: undefined, senderConstrained: undefined };

/** Enough for any map with an index; a map of which every decision looks at every grant has a finding of its own. */
const mostLooks = 100_000;

/**
 * Grants among which a request without a name cannot choose. A sample of each grant's callers is looked up, so it is found
 * where one grant's callers are among those of another, not where a caller merely might have the claims of both. Grants that
 * hang together are one finding, however many.
 */
export const ambiguousGrants: LintRule = (subject, report) => {
  const live = subject.document.grants.filter(({ mode }) => mode === "live");
  const map = compilePolicyMap({ ...subject.document, grants: live, deny: [] }, "");
  const groups = groupNames();
  const holds = matchSamples(subject);
  let looks = 0;
  for (const same of distinct(live)) {
    const known = new Set(same);
    for (const issuerName of same[0].when.issuers) {
      const caller = looks < mostLooks ? sampleCaller(same[0], issuerName, subject) : undefined;
      const candidates = caller === undefined ? [] : map.candidateGrants(caller);
      looks += candidates.length;
      const others = candidates.map(({ rule }) => rule).filter((grant) => !known.has(grant));
      const matching = others.filter(({ when }) => caller !== undefined && holds(when.claims, caller.claims));
      const grants = [...same, ...matching];
      if (grants.length < 2 || grants.filter(({ isDefault }) => isDefault).length === 1) continue;
      groups.join(grants.map(({ name }) => name));
    }
  }
  const positions = new Map(live.map(({ name }, position) => [name, position]));
  const positionOf = (name: string) => positions.get(name) ?? 0;
  for (const names of groups.all()) {
    const [first = "", ...others] = [...names].sort((one, other) => positionOf(one) - positionOf(other));
    const rule = `lets in callers that also match ${listNames(others)}: without a name, they get GrantRequired`;
    report(
      "ambiguous-grants",
      ["grants", first],
      rule,
      "mark one of them default: true, or have callers name the grant",
    );
  }
};

/** Grants by whom they let in: one sample tells for all that ask for the same claims. */
function distinct(grants: readonly Grant[]): Iterable<readonly [Grant, ...Grant[]]> {
  const byConditions = new Map<string, [Grant, ...Grant[]]>();
  for (const grant of grants) {
    const { issuers, claims } = grant.when;
    const key = conditionsKey({ issuers, claims, ...anyCircumstances });
    const same = byConditions.get(key);
    if (same === undefined) byConditions.set(key, [grant]);
    else same.push(grant);
  }
  return byConditions.values();
}
