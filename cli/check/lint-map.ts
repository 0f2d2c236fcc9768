import { applyAcceptances } from "../../shared/policy-map/lint/apply-acceptances.ts";
import type { LintFinding } from "../../shared/policy-map/lint/lint-finding.ts";
import { lintPolicyMap } from "../../shared/policy-map/lint/lint-policy-map.ts";
import { printPath } from "../../shared/policy-map/locate-findings.ts";
import type { LoadedMap } from "../input/load-map.ts";
import type { CheckProblem } from "./problem-line.ts";

/** A finding that the author has accepted where it is, with the reason. */
export interface AcceptedProblem extends CheckProblem {
  readonly reason: string;
}

/** What the lints say of a map: what is left to do, and what was accepted. */
export interface LintedMap {
  readonly problems: readonly CheckProblem[];
  readonly accepted: readonly AcceptedProblem[];
}

/** Lints a valid map, places each finding in its file, and sets aside what its author accepts. */
export function lintMap(map: LoadedMap): LintedMap {
  const { open, accepted, unused } = applyAcceptances(lintPolicyMap(map.document, map.rotations), map.acceptances);
  return {
    problems: [...open, ...unused].map((finding) => placeFinding(finding, map)),
    accepted: accepted.map(({ finding, reason }) => ({ ...placeFinding(finding, map), reason })),
  };
}

function placeFinding({ lint, path, message, repair, level }: LintFinding, map: LoadedMap): CheckProblem {
  return { ...map.locate(path), path: printPath(path), rule: message, repair, level, lint };
}
