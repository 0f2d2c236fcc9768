import type { Grant, Target } from "../../model/policy-document.ts";
import type { Finding } from "./finding.ts";

/** What changes in the roles that a grant leads to, and in how they are asked for. */
export function compareTargets(older: Grant, newer: Grant): readonly Finding[] {
  const gained = newer.targets.filter((target) => !hasRole(older, target));
  const lost = older.targets.filter((target) => !hasRole(newer, target));
  return [
    ...wordRoles("widens", "now also", gained),
    ...wordRoles("narrows", "no longer", lost),
    ...newer.targets.flatMap((target) => {
      const former = formerTarget(older, target);
      return former === undefined ? [] : compareTarget(former, target);
    }),
  ];
}

function hasRole(grant: Grant, target: Target): boolean {
  return grant.targets.some(({ roleArn }) => roleArn === target.roleArn);
}

function wordRoles(effect: "widens" | "narrows", word: string, targets: readonly Target[]): readonly Finding[] {
  return targets.map(({ roleArn }) => ({
    facet: "role",
    effect,
    text: `role: ${word} ${roleArn}`,
    vary: { kind: "role" },
  }));
}

/** The same role in the older grant: under the same account name, where several lead to it. */
export function formerTarget(older: Grant, target: Target): Target | undefined {
  const same = older.targets.filter(({ roleArn }) => roleArn === target.roleArn);
  return same.find(({ account }) => account === target.account) ?? same[0];
}

/** External IDs and regions decide whether AWS agrees, not what the caller may have. */
function compareTarget(former: Target, target: Target): readonly Finding[] {
  const findings: Finding[] = [];
  const externalId = wordExternalId(former.externalId, target.externalId);
  if (externalId !== undefined) {
    findings.push({ facet: "externalId", effect: "changes", text: `${target.roleArn}: ${externalId}` });
  }
  if (former.region !== target.region) {
    const text = `${target.roleArn}: asked for in ${target.region ?? "the service's own region"}, was ${former.region ?? "the service's own"}`;
    findings.push({ facet: "region", effect: "changes", text });
  }
  return findings;
}

/** Never the ID itself. */
export function wordExternalId(older: unknown, newer: unknown): string | undefined {
  if (JSON.stringify(older) === JSON.stringify(newer)) return undefined;
  if (older === undefined) return "an external ID is now sent";
  return newer === undefined ? "no external ID is sent any more" : "another external ID is sent";
}
