import type { Grant } from "../../model/policy-document.ts";
import { coveringGrants } from "./cover-grant.ts";
import { type Budget, findWitness } from "./find-witness.ts";
import type { Finding } from "./finding.ts";
import { createGrantsBeside } from "./grants-beside.ts";
import type { Comparison } from "./judge-gain.ts";
import { issuerStrings } from "./map-side.ts";
import type { DiffEntry } from "./policy-map-diff.ts";

/** Makes entries of what changes from a former grant to a newer one; without a former one, of what a new grant brings. */
export type JudgeFindings = (
  grant: Grant,
  former: Grant | undefined,
  findings: readonly Finding[],
) => readonly DiffEntry[];

/** For each finding that may widen: who gains by it, or why nobody can. */
export function createFindingJudge(comparison: Comparison, budget: Budget): JudgeFindings {
  const { older, newer } = comparison;
  const olderBeside = createGrantsBeside(older);
  return (grant, former, findings) => {
    let whyNobody: { readonly reason: string | undefined } | undefined;
    return findings.map((finding) => {
      if (finding.effect !== "widens") return grantEntry(grant, finding);
      const witness = findWitness(comparison, grant, budget, { former, vary: finding.vary });
      if (witness !== undefined) return { ...grantEntry(grant, finding), effect: "widens", witness };
      if (finding.facet === "default") {
        return givenUp(grant, finding, isAlone(grant, former) ? "no other grant is for its callers" : undefined);
      }
      whyNobody ??= { reason: givenBefore(grant) };
      return givenUp(grant, finding, whyNobody.reason);
    });
  };

  function givenBefore(grant: Grant): string | undefined {
    const names = budget.questions-- > 0 ? coveringGrants(older, { side: newer, grant }) : undefined;
    return names === undefined ? undefined : `nothing new: given before by ${[...names].sort().join(", ")}`;
  }

  /** Whether the older map answered with this grant too wherever a caller of it named none. */
  function isAlone({ when }: Grant, former: Grant | undefined): boolean {
    for (const other of olderBeside(when.claims, issuerStrings(newer, when.issuers))) {
      if (other !== former) return false;
    }
    return former?.mode === "live";
  }
}

function givenUp(grant: Grant, finding: Finding, reason: string | undefined): DiffEntry {
  return reason === undefined
    ? { ...grantEntry(grant, finding), effect: "mayWiden" }
    : grantEntry(grant, { ...finding, effect: "changes", text: `${finding.text} (${reason})` });
}

export function grantEntry(
  grant: Grant,
  { facet, effect, text }: Pick<DiffEntry, "facet" | "effect" | "text">,
): DiffEntry {
  return { part: "grant", name: grant.name, facet, effect, text, witness: undefined };
}
