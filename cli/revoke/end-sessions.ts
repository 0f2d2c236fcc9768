import type { Grant, PolicyDocument } from "../../shared/model/policy-document.ts";
import type { DenialPlan } from "./plan-denial.ts";
import { subjectNames } from "./subject-names.ts";

/** An IAM policy that ends sessions that are running, and where it has to be attached. */
export interface SessionEnd {
  readonly roles: readonly string[];
  readonly policy: object;
  /** Whose sessions end: of one subject, or all that the roles have given, by this service or anybody. */
  readonly reach: "subject" | "role";
}

/**
 * Denies everything to sessions that began before a time: temporary credentials cannot be recalled, but a role's policies hold
 * for sessions that are running. One policy for all roles of which the same is to end.
 * @param beforeMs milliseconds since the epoch; STS knows whole seconds
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function endSessions(document: PolicyDocument, plan: DenialPlan, beforeMs: number): readonly SessionEnd[] {
  const before = { "aws:TokenIssueTime": printTime(beforeMs) };
  const ends = new Map<string, SessionEnd & { readonly roles: string[] }>();
  const taken = new Set<string>();
  const wide = plan.grants.filter((grant) => conditionOnSubject(document, plan, grant) === undefined);
  // What ends everybody's sessions of a role ends those of the subject.
  for (const grant of [...wide, ...plan.grants]) {
    const whose = conditionOnSubject(document, plan, grant);
    const key = JSON.stringify(whose ?? {});
    for (const { roleArn } of grant.targets) {
      if (taken.has(roleArn) || taken.has(`${roleArn} ${key}`)) continue;
      taken.add(whose === undefined ? roleArn : `${roleArn} ${key}`);
      const end = ends.get(key) ?? {
        roles: [],
        policy: denial({ DateLessThan: before, ...whose }),
        reach: whose === undefined ? "role" : "subject",
      };
      ends.set(key, end);
      end.roles.push(roleArn);
    }
  }
  return [...ends.values()];
}

/** As a policy has it: whole seconds. */
export function printTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function denial(condition: object): object {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Condition: condition }],
  };
}

/**
 * By source identity, which a session cannot change, or by the session's name. Only where it is made of the subject and of
 * nothing that is not known here: otherwise the policy has to end everybody's sessions.
 */
function conditionOnSubject(
  document: PolicyDocument,
  { issuers, subject }: DenialPlan,
  grant: Grant,
): object | undefined {
  if (subject === undefined) return undefined;
  const { sourceIdentities, sessionNames } = subjectNames(document, grant, issuers, subject);
  if (sourceIdentities !== undefined) return { StringEquals: { "aws:SourceIdentity": sourceIdentities } };
  return sessionNames && { StringLike: { "aws:userid": sessionNames.map((name) => `*:${name}`) } };
}
