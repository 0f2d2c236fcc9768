import type { Grant } from "../../model/policy-document.ts";
import { compareGrants } from "./compare-grants.ts";
import { formerTarget } from "./compare-targets.ts";
import { coveringGrants } from "./cover-grant.ts";
import type { Budget } from "./find-witness.ts";
import type { Finding } from "./finding.ts";
import { createFindingJudge, grantEntry, type JudgeFindings } from "./judge-findings.ts";
import type { Comparison } from "./judge-gain.ts";
import { namesIssuersAlike } from "./map-side.ts";
import type { GrantPairs } from "./pair-grants.ts";
import type { DiffEntry } from "./policy-map-diff.ts";

/** What changes in the grants, in the newer map's order; what is gone comes last. */
export function diffGrants(comparison: Comparison, pairs: GrantPairs, budget: Budget): readonly DiffEntry[] {
  const { older, newer } = comparison;
  const judge = createFindingJudge(comparison, budget);
  const isAlike = namesIssuersAlike(older, newer);
  return [
    ...renamedAccounts(comparison),
    ...newer.document.grants.flatMap((grant) => {
      const former = formerGrant(comparison, grant);
      if (former === undefined) return addedGrant(judge, grant);
      // Most grants of most changes: nothing to look into.
      const isSame = isAlike && JSON.stringify(former) === JSON.stringify(grant);
      return isSame ? [] : changedGrant(comparison, judge, former, grant);
    }),
    ...pairs.removed.map((grant) => removedGrant(comparison, grant, budget)),
  ];
}

function formerGrant({ older, formerNames }: Comparison, { name }: Grant): Grant | undefined {
  const formerName = formerNames.get(name);
  return formerName === undefined ? undefined : older.grantsByName.get(formerName);
}

function changedGrant(comparison: Comparison, judge: JudgeFindings, former: Grant, grant: Grant): readonly DiffEntry[] {
  const { older, newer } = comparison;
  const findings = compareGrants({ side: older, grant: former }, { side: newer, grant });
  const text = `is the grant ${former.name} under another name`;
  const renamed = former.name === grant.name ? [] : [grantEntry(grant, { facet: "name", effect: "renames", text })];
  return [...renamed, ...judge(grant, former, findings)];
}

function addedGrant(judge: JudgeFindings, grant: Grant): readonly DiffEntry[] {
  const text = `new: ${wordRoles(grant)}`;
  if (grant.mode === "shadow") {
    return [grantEntry(grant, { facet: "entry", effect: "changes", text: `${text}, in shadow` })];
  }
  const unnamed: Finding = {
    facet: "default",
    effect: "widens",
    text: "default: answers requests that name no grant",
    vary: { kind: "unnamed" },
  };
  return judge(grant, undefined, [{ facet: "entry", effect: "widens", text }, ...(grant.isDefault ? [unnamed] : [])]);
}

function removedGrant({ older, newer }: Comparison, grant: Grant, budget: Budget): DiffEntry {
  const text = `gone: ${wordRoles(grant)}`;
  if (grant.mode === "shadow") {
    return grantEntry(grant, { facet: "entry", effect: "changes", text: `${text}, which was in shadow` });
  }
  // No proof is owed where nobody can gain: the question is asked while there is time.
  const names = budget.questions-- > 0 ? coveringGrants(newer, { side: older, grant }) : undefined;
  if (names === undefined) return grantEntry(grant, { facet: "entry", effect: "narrows", text });
  const reason = `nothing lost: given by ${[...names].sort().join(", ")}`;
  return grantEntry(grant, { facet: "entry", effect: "changes", text: `${text} (${reason})` });
}

function wordRoles({ targets }: Grant): string {
  return targets.map(({ roleArn }) => roleArn).join(", ");
}

/** Once each, however many grants cover the account. */
function renamedAccounts(comparison: Comparison): readonly DiffEntry[] {
  const renamed = new Map<string, string>();
  for (const grant of comparison.newer.document.grants) {
    const former = formerGrant(comparison, grant);
    for (const target of grant.targets) {
      const account = former && formerTarget(former, target)?.account;
      if (account !== undefined && target.account !== undefined && account !== target.account) {
        renamed.set(target.account, account);
      }
    }
  }
  return [...renamed].map(([name, formerName]) => ({
    part: "account",
    name,
    facet: "name",
    effect: "renames",
    text: `is what grants called ${formerName}: requests name it in their path`,
    witness: undefined,
  }));
}
