import type { Role } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import { evaluatePolicies, matchingStatements, type Question } from "./evaluate-policy.ts";
import type { Principal, RequestContext } from "./policy.ts";
import type { StsAction } from "./request-context.ts";

/** How closely a trust policy named the caller, the closest of its statements. */
type Trust = "denied" | "session" | "role" | "account" | "none";

/**
 * Whether a caller may do one thing to one role.
 *
 * In one account a trust policy that names the role or the user is enough; one that names the account leaves it to the
 * caller's own policies. Across accounts both sides must allow. A session policy limits the session, but for what a
 * trust policy gives to that very session by its ARN. A Deny anywhere refuses.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAuthorized(caller: Caller, role: Role, action: StsAction, context: RequestContext): boolean {
  const question: Question = { action, resource: role.arn, context };
  const trust = trustIn(role, question, (principal) => closeness(principal, caller));
  const identity = caller.permissions === undefined ? "allow" : evaluatePolicies(caller.permissions, question);
  const session = sessionDecision(caller, question);
  if (trust === "denied" || identity === "deny" || session === "deny") return false;
  if (caller.account !== role.account) return trust !== "none" && identity === "allow" && session === "allow";
  if (trust === "session") return true;
  if (trust === "role") return session === "allow";
  return trust === "account" && identity === "allow" && session === "allow";
}

/** Whether a trust policy takes a token of this provider: nobody's own policies have a say. */
export function isFederationAuthorized(
  providerArn: string,
  role: Role,
  action: StsAction,
  context: RequestContext,
): boolean {
  const names = ({ federated }: Principal) => (federated.includes(providerArn) ? "session" : "none");
  return trustIn(role, { action, resource: role.arn, context }, names) === "session";
}

function sessionDecision(caller: Caller, question: Question) {
  if (caller.kind === "user" || caller.sessionPolicies === undefined) return "allow";
  return evaluatePolicies(caller.sessionPolicies, question);
}

const byCloseness: readonly Trust[] = ["denied", "session", "role", "account"];

function trustIn(role: Role, question: Question, named: (principal: Principal) => Trust): Trust {
  const found = new Set(
    matchingStatements(role.trustPolicy, question).map(({ effect, principal }) => {
      const trust = principal === undefined ? "none" : named(principal);
      return effect === "Deny" && trust !== "none" ? "denied" : trust;
    }),
  );
  return byCloseness.find((trust) => found.has(trust)) ?? "none";
}

function closeness({ aws }: Principal, caller: Caller): Trust {
  // A user's ARN is the user, whichever credentials it has: nothing stands between it and its sessions.
  if (aws.includes(caller.arn)) return "session";
  if (aws.includes("*") || (caller.kind === "role" && aws.includes(caller.roleArn))) return "role";
  const partition = caller.arn.split(":")[1];
  return aws.includes(caller.account) || aws.includes(`arn:${partition}:iam::${caller.account}:root`)
    ? "account"
    : "none";
}
