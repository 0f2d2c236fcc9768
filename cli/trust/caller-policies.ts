import type { Grant, PolicyDocument, Target } from "../../shared/model/policy-document.ts";
import type { AllowStatement, IamPolicy } from "./iam-policy.ts";

/** The actions that a caller needs on a role. */
type Actions = Set<"sts:AssumeRole" | "sts:TagSession" | "sts:SetSourceIdentity">;

/**
 * The least that each caller of AssumeRole must be allowed: this service on exactly the first roles of all grants, a role
 * of a chain on exactly the ones after it. Tags and source identity only where a grant uses them.
 * @param servicePrincipalArn ARN of the role that this service runs as
 * @returns by the caller's ARN; the service is always there, with no statement where the map grants nothing
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html (permissions of the caller)
 */
export function callerPolicies(document: PolicyDocument, servicePrincipalArn: string): ReadonlyMap<string, IamPolicy> {
  const callers = new Map<string, Map<string, Actions>>([[servicePrincipalArn, new Map()]]);
  for (const grant of document.grants) {
    for (const target of grant.targets) {
      addChain(grant, target, servicePrincipalArn, callers);
    }
  }
  return new Map([...callers].map(([arn, roles]) => [arn, policyOf(roles)]));
}

function addChain(grant: Grant, target: Target, service: string, callers: Map<string, Map<string, Actions>>): void {
  let caller = service;
  for (const [hop, { roleArn }] of [...grant.via, target].entries()) {
    const roles = callers.get(caller) ?? new Map<string, Actions>();
    callers.set(caller, roles);
    const actions: Actions = roles.get(roleArn) ?? new Set(["sts:AssumeRole"]);
    roles.set(roleArn, actions);
    if (passesTags(grant, hop)) {
      actions.add("sts:TagSession");
    }
    if (grant.sourceIdentity !== undefined) {
      actions.add("sts:SetSourceIdentity");
    }
    caller = roleArn;
  }
}

/** Transitive tags are passed on the first call and inherited by each later one, which needs the permission too. */
function passesTags(grant: Grant, hop: number): boolean {
  return grant.transitiveTagKeys.length > 0 || (hop === grant.via.length && grant.tags.length > 0);
}

/** One statement for all roles that need the same actions. */
function policyOf(roles: ReadonlyMap<string, Actions>): IamPolicy {
  const statements = new Map<string, { readonly actions: readonly string[]; readonly resources: string[] }>();
  for (const [roleArn, needed] of roles) {
    const actions = [...needed].sort();
    const key = actions.join();
    const statement = statements.get(key) ?? { actions, resources: [] };
    statements.set(key, statement);
    statement.resources.push(roleArn);
  }
  return {
    Version: "2012-10-17",
    Statement: [...statements.values()].map(
      ({ actions, resources }): AllowStatement => ({ Effect: "Allow", Action: actions, Resource: resources }),
    ),
  };
}
