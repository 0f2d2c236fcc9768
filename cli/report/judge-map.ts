import { applyAcceptances } from "../../shared/policy-map/lint/apply-acceptances.ts";
import type { LintFinding } from "../../shared/policy-map/lint/lint-finding.ts";
import { lintPolicyMap } from "../../shared/policy-map/lint/lint-policy-map.ts";
import type { ReadPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import type { ReportFinding } from "./report.ts";

/** What the lints say of a map: what is open, and what its author accepts, with the reason. */
export function judgeMap({
  document,
  rotations,
  acceptances,
}: Pick<ReadPolicyMap, "document" | "rotations" | "acceptances">): readonly ReportFinding[] {
  const { open, accepted, unused } = applyAcceptances(lintPolicyMap(document, rotations), acceptances);
  const asOpen = (finding: LintFinding): ReportFinding => ({ ...finding, acceptedBecause: undefined });
  return [
    ...[...open, ...unused].map(asOpen),
    ...accepted.map(({ finding, reason }) => ({ ...finding, acceptedBecause: reason })),
  ];
}
