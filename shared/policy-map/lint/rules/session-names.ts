import type { Grant, Template } from "../../../model/policy-document.ts";
import type { LintRule, Report } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";

/** What AWS's logs can say of who is behind a session. */
export const sessionNames: LintRule = ({ document }, report) => {
  const users = new Map<string, { readonly issuers: Set<string>; readonly grants: string[] }>();
  for (const grant of document.grants) {
    checkNames(grant, report);
    if (uses(grant.sessionName, "issuer") || !uses(grant.sessionName, "claims")) continue;
    for (const { roleArn } of grant.targets) {
      const key = JSON.stringify([roleArn, grant.sessionName]);
      const user = users.get(key) ?? { issuers: new Set(), grants: [] };
      users.set(key, user);
      for (const issuer of grant.when.issuers) user.issuers.add(issuer);
      if (!user.grants.includes(grant.name)) user.grants.push(grant.name);
    }
  }
  for (const { issuers, grants } of users.values()) {
    if (issuers.size < 2) continue;
    const also = grants.length > 1 ? `, as ${listNames(grants.slice(1))} does` : "";
    const rule = `gives callers of ${listNames([...issuers])} one session name where their claims are the same${also}`;
    const repair = 'put the issuer in: "{issuer}-{claims.sub}"';
    report("shared-session-name", ["grants", grants[0] ?? "", "assume", "sessionName"], rule, repair);
  }
};

function checkNames(grant: Grant, report: Report): void {
  const path = ["grants", grant.name, "assume"];
  const { sessionName, sourceIdentity } = grant;
  if (uses(sessionName, "params")) {
    const rule = "lets a caller choose the name that AWS's logs show";
    report("session-name-from-parameter", [...path, "sessionName"], rule, 'begin it with "{claims.sub}"');
  }
  const names = sourceIdentity === undefined ? [sessionName] : [sessionName, sourceIdentity];
  if (!names.some((name) => uses(name, "claims"))) {
    const rule = "is the same for all callers, and so is the source identity";
    report("nameless-session", [...path, "sessionName"], rule, 'write "{claims.sub}"');
  } else if (sourceIdentity === undefined) {
    const rule = "sets no source identity: a later role of the session shows no more who began it";
    report(
      "no-source-identity",
      path,
      rule,
      'add sourceIdentity: "{claims.sub}", and sts:SetSourceIdentity to the trust policy',
    );
  }
}

function uses(template: Template, from: "claims" | "params" | "issuer"): boolean {
  return template.some((part) => typeof part === "object" && part.from === from);
}
