import type { PolicyDocument } from "../../model/policy-document.ts";
import type { ExternalIdRotation } from "../external-id-rotation.ts";
import type { LintFinding } from "./lint-finding.ts";
import type { LintRule, LintSubject, Report } from "./lint-rule.ts";
import { lintTable } from "./lint-table.ts";
import type { Pattern } from "./pattern.ts";
import { readPattern } from "./read-pattern.ts";
import { accounts } from "./rules/accounts.ts";
import { ambiguousGrants } from "./rules/ambiguous-grants.ts";
import { circumstances } from "./rules/circumstances.ts";
import { claimsCannotHold } from "./rules/claims-cannot-hold.ts";
import { deniedGrants } from "./rules/denied-grants.ts";
import { duplicateGrants } from "./rules/duplicate-grants.ts";
import { durations } from "./rules/durations.ts";
import { escapableDenials } from "./rules/escapable-denials.ts";
import { externalIdRotations } from "./rules/external-id-rotations.ts";
import { globReach } from "./rules/glob-reach.ts";
import { issuers } from "./rules/issuers.ts";
import { literalValues } from "./rules/literal-values.ts";
import { matchesEverybody } from "./rules/matches-everybody.ts";
import { patternHabits } from "./rules/pattern-habits.ts";
import { policyWildcards } from "./rules/policy-wildcards.ts";
import { refusedValues } from "./rules/refused-values.ts";
import { sessionNames } from "./rules/session-names.ts";
import { sessionSize } from "./rules/session-size.ts";
import { sharedIssuer } from "./rules/shared-issuer.ts";
import { tagsAndParameters } from "./rules/tags-and-parameters.ts";
import { unlimitedRoles } from "./rules/unlimited-roles.ts";
import { wholeMap } from "./rules/whole-map.ts";

const rules: readonly LintRule[] = [
  wholeMap,
  matchesEverybody,
  sharedIssuer,
  globReach,
  patternHabits,
  literalValues,
  claimsCannotHold,
  deniedGrants,
  duplicateGrants,
  ambiguousGrants,
  circumstances,
  escapableDenials,
  durations,
  unlimitedRoles,
  policyWildcards,
  refusedValues,
  sessionSize,
  tagsAndParameters,
  sessionNames,
  accounts,
  externalIdRotations,
  issuers,
];

/**
 * What an experienced reviewer would say of a valid map. The same map always gives the same findings, in the same order;
 * none of them holds an external ID.
 */
export function lintPolicyMap(
  document: PolicyDocument,
  rotations: readonly ExternalIdRotation[] = [],
): readonly LintFinding[] {
  const findings: LintFinding[] = [];
  const report: Report = (lint, path, message, repair) => {
    findings.push({ lint, path, message, repair, level: lintTable[lint].level });
  };
  const subject = lintSubject(document, rotations);
  for (const rule of rules) rule(subject, report);
  return findings;
}

function lintSubject(document: PolicyDocument, rotations: LintSubject["rotations"]): LintSubject {
  const patterns = new Map<string, Pattern | undefined>();
  return {
    document,
    rotations,
    issuers: new Map(document.issuers.map((issuer) => [issuer.name, issuer])),
    patternOf: (source) => {
      const known = patterns.get(source);
      if (known !== undefined || patterns.has(source)) return known;
      const pattern = readPattern(source);
      patterns.set(source, pattern);
      return pattern;
    },
  };
}
