import { renderName } from "../../shared/authorize/render-name.ts";
import type { PolicyDocument, Template } from "../../shared/model/policy-document.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { supposeCaller } from "../../shared/policy-map/suppose-caller.ts";
import type { DenialPlan } from "./plan-denial.ts";

/** The IAM policy that ends sessions that are running, and where it has to be attached. */
export interface SessionEnd {
  readonly roles: readonly string[];
  readonly policy: object;
  /** Whose sessions end: of one subject, or all that the roles have given, by this service or anybody. */
  readonly reach: "subject" | "role";
}

/**
 * Denies everything to sessions that began before now: temporary credentials cannot be recalled, but a role's policies hold
 * for sessions that are running.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function endSessions(document: PolicyDocument, plan: DenialPlan, nowMs: number): SessionEnd {
  const before = { "aws:TokenIssueTime": new Date(nowMs).toISOString().replace(/\.\d+Z$/, "Z") };
  const whose = conditionOnSubject(document, plan);
  return {
    roles: [...new Set(plan.grant.targets.map(({ roleArn }) => roleArn))],
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "*", Resource: "*", Condition: { DateLessThan: before, ...whose } }],
    },
    reach: whose === undefined ? "role" : "subject",
  };
}

/**
 * By source identity, which a session cannot change, or by the session's name. Only where it is made of the subject and of
 * nothing that is not known here: otherwise the policy has to end everybody's sessions.
 */
function conditionOnSubject(document: PolicyDocument, { grant, issuers, subject }: DenialPlan): object | undefined {
  if (subject === undefined) {
    return undefined;
  }
  const names = (template: Template | undefined) =>
    template?.some(isSubject) === true
      ? allKnown(issuers.map((issuer) => nameOf(template, document, { issuer, subject, grant: grant.name })))
      : undefined;
  const identities = names(grant.sourceIdentity);
  if (identities !== undefined) {
    return { StringEquals: { "aws:SourceIdentity": identities } };
  }
  const sessions = names(grant.sessionName);
  return sessions && { StringLike: { "aws:userid": sessions.map((name) => `*:${name}`) } };
}

function isSubject(part: Template[number]): boolean {
  return typeof part !== "string" && part.from === "claims" && part.path.length === 1 && part.path[0] === "sub";
}

/** Undefined where another claim or a parameter is in it. */
function nameOf(
  template: Template,
  document: PolicyDocument,
  { issuer, subject, grant }: { readonly issuer: string; readonly subject: string; readonly grant: string },
): string | undefined {
  try {
    const caller = supposeCaller(document, issuer, { sub: subject });
    return renderName(template, { caller, parameters: new Map(), grant }).name;
  } catch (error) {
    if (error instanceof Refusal) {
      return undefined;
    }
    throw error;
  }
}

function allKnown(names: readonly (string | undefined)[]): readonly string[] | undefined {
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? [...new Set(known)] : undefined;
}
