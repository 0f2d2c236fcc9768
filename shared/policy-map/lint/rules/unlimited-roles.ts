import type { Grant } from "../../../model/policy-document.ts";
import { conditionBreadth } from "../condition-breadth.ts";
import type { LintRule, LintSubject } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";

/** AWS's own policies that leave nearly everything as it is. */
const adminPolicies = /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** Roles that AWS makes for administrators, and what people call theirs. */
const adminRoles = /(?:^|[/_-])(?:OrganizationAccountAccessRole|AWSControlTowerExecution|admin(?:istrator)?s?)$/i;

/** Grants that hand out more of a role than their conditions are worth. */
export const unlimitedRoles: LintRule = (subject, report) => {
  for (const grant of subject.document.grants) {
    const path = ["grants", grant.name, "assume"];
    const isWhole = grant.policy === undefined && grant.policyArns.length === 0;
    if (isWhole && !isNarrow(grant, subject)) {
      const rule = "gives the whole role to whoever fits a pattern";
      report("no-session-policy", path, rule, "add a policy that narrows it, or name the callers with oneOf");
    }
    const index = grant.policyArns.findIndex((arn) => adminPolicies.test(arn));
    if (index >= 0) {
      const rule = "narrows next to nothing";
      report("admin-policy-arn", [...path, "policyArns", index], rule, "name a policy that allows what the job needs");
    }
    const admin = grant.targets.find(({ roleArn }) => adminRoles.test(roleArn.slice(roleArn.indexOf("/") + 1)));
    if (admin !== undefined && grant.policy === undefined) {
      const rule = "is a role that administers its account, by its name";
      report("admin-role", [...path, "role"], rule, "make a role for the job, or narrow this one with a policy");
    }
  }
  reportSeveralPolicies(subject, report);
};

function isNarrow({ when }: Grant, subject: LintSubject): boolean {
  return when.claims.some((condition) => conditionBreadth(condition, when.issuers, subject) === "exact");
}

/** What one grant narrows, another gives whole: the role's owner sees one role. */
const reportSeveralPolicies: LintRule = ({ document }, report) => {
  const roles = new Map<string, Map<string, string>>();
  for (const grant of document.grants) {
    const { name, policy, policyArns } = grant;
    const limits = JSON.stringify([policy, policyArns]);
    for (const { roleArn } of grant.targets) {
      const seen = roles.get(roleArn) ?? new Map<string, string>();
      roles.set(roleArn, seen);
      if (!seen.has(limits)) seen.set(limits, name);
    }
  }
  for (const [roleArn, seen] of roles) {
    const [first = "", ...others] = [...seen.values()];
    if (others.length === 0) continue;
    const rule = `gives ${roleArn} with another session policy than ${listNames(others)}`;
    const repair = "see that each is meant: what one grant narrows, another may give whole";
    report("role-with-several-policies", ["grants", first, "assume"], rule, repair);
  }
};
