import { compilePolicyMap } from "../../../authorize/compile-policy-map.ts";
import type { Denial, Grant } from "../../../model/policy-document.ts";
import { impliesCondition } from "../implies-condition.ts";
import type { LintRule, LintSubject } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";
import { sampleCaller } from "../sample-caller.ts";

/** Grants that nobody can have, since a denial takes everybody they are for. One finding a denial: it may take them all. */
export const deniedGrants: LintRule = (subject, report) => {
  const { document } = subject;
  if (document.deny.length === 0) return;
  const map = compilePolicyMap({ ...document, grants: [] }, "");
  const taken = new Map<number, string[]>();
  for (const grant of document.grants) {
    const position = coveringDenial(grant, subject, map);
    if (position === undefined) continue;
    const names = taken.get(position) ?? [];
    names.push(grant.name);
    taken.set(position, names);
  }
  for (const [position, names] of taken) {
    const also = names.length > 1 ? ` (the same denial takes ${listNames(names.slice(1))})` : "";
    const rule = `is for nobody: deny[${position}] takes all that its conditions let in${also}`;
    report("denied-entirely", ["grants", names[0] ?? ""], rule, "remove the grant, or narrow the denial");
  }
};

/** The denial that takes the callers of the grant's first issuer, where those of the others are taken too. */
function coveringDenial(
  grant: Grant,
  subject: LintSubject,
  map: ReturnType<typeof compilePolicyMap>,
): number | undefined {
  // Who is denied wholly is denied as a sample, so only denials that the sample's index entry leads to can be the one.
  const covering = grant.when.issuers.map((name) => {
    const caller = sampleCaller(grant, name, subject);
    const candidates = caller === undefined ? [] : map.candidateDenials(caller);
    return candidates.find(({ rule }) => covers(rule, grant))?.position;
  });
  return covering.includes(undefined) ? undefined : covering[0];
}

function covers(denial: Denial, grant: Grant): boolean {
  return denial.claims.every((condition) => impliesCondition(grant.when.claims, condition));
}
