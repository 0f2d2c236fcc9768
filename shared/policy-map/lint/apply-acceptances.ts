import type { LintAcceptance } from "../read-policy-map.ts";
import type { LintFinding } from "./lint-finding.ts";
import { isLintId, lintTable } from "./lint-table.ts";

/** A finding with the reason why it may stand. */
interface AcceptedFinding {
  readonly finding: LintFinding;
  readonly reason: string;
}

export interface JudgedFindings {
  /** Nobody has accepted these. */
  readonly open: readonly LintFinding[];
  readonly accepted: readonly AcceptedFinding[];
  /** Acceptances of nothing (`unused-acceptance`), or of a lint that does not exist (`unknown-lint`). */
  readonly unused: readonly LintFinding[];
}

/**
 * Sorts findings into those that the map's author accepts and those that are open. The acceptance that is nearest to a
 * finding counts, so that its reason is the one that was written for it.
 */
export function applyAcceptances(
  findings: readonly LintFinding[],
  acceptances: readonly LintAcceptance[],
): JudgedFindings {
  const places = new Map<string, { readonly acceptance: LintAcceptance; isUsed: boolean }>();
  for (const acceptance of acceptances) {
    places.set(keyOf(acceptance.lint, acceptance.path), { acceptance, isUsed: false });
  }
  const open: LintFinding[] = [];
  const accepted: AcceptedFinding[] = [];
  for (const finding of findings) {
    const keys = finding.path.map((_, index) =>
      keyOf(finding.lint, finding.path.slice(0, finding.path.length - index)),
    );
    const key = [...keys, keyOf(finding.lint, [])].find((candidate) => places.has(candidate));
    const place = key === undefined ? undefined : places.get(key);
    if (place === undefined) open.push(finding);
    else {
      place.isUsed = true;
      accepted.push({ finding, reason: place.acceptance.reason });
    }
  }
  const idle = [...places.values()].filter(({ isUsed }) => !isUsed);
  return { open, accepted, unused: idle.map(({ acceptance }) => reportIdle(acceptance)) };
}

function keyOf(lint: string, path: LintAcceptance["path"]): string {
  return JSON.stringify([lint, ...path]);
}

function reportIdle(acceptance: LintAcceptance): LintFinding {
  const { lint } = acceptance;
  const path = [...acceptance.path, "accept", lint];
  if (!isLintId(lint)) {
    const message = "is the id of no lint, so it accepts nothing";
    return { lint: "unknown-lint", path, message, repair: "correct it: docs/lints.md has them all", level: "error" };
  }
  const message = `accepts what is not here: ${lintTable[lint].summary}`;
  return { lint: "unused-acceptance", path, message, repair: "remove it", level: "warning" };
}
