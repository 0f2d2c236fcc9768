import type { Role } from "./accounts.ts";
import { isAuthorized } from "./authorize-action.ts";
import type { Caller, Tags } from "./caller.ts";
import { checkDuration } from "./check-duration.ts";
import { checkRegion } from "./check-region.ts";
import { checkSessionPolicies } from "./check-session-policies.ts";
import { checkSessionTags } from "./check-session-tags.ts";
import { checkPackedSize } from "./packed-policy-size.ts";
import type { Query } from "./read-query.ts";
import { readSessionRequest, type SessionRequest } from "./read-session-request.ts";
import { callerKeys, requestContext, type StsAction } from "./request-context.ts";
import { roleCaller } from "./role-caller.ts";
import type { Result, Stage } from "./stage.ts";
import { StsError } from "./sts-error.ts";
import { writeAssumedRoleUser, writeCredentials } from "./write-credentials.ts";

const noTags: Tags = new Map();

/**
 * The AssumeRole action: first the request by itself, then who may, then for how long.
 * @throws StsError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(query: Query, caller: Caller, stage: Stage): Result {
  const { accounts, sessions, facts } = stage;
  const request = readSessionRequest(query);
  const inherited = caller.kind === "role" ? caller.transitiveTags : noTags;
  const tags = checkSessionTags(request.tags, request.transitiveTagKeys, inherited);
  const sourceIdentity = inheritSourceIdentity(request, caller);
  const sessionPolicies = checkSessionPolicies(request, accounts);
  const packedPercent = checkPackedSize({
    policy: request.policy,
    policyArns: request.policyArns,
    tags: [...tags.all.values()],
    transitiveTagKeys: [...tags.transitive.keys()],
  });

  const role = authorize(request, { sourceIdentity, isTagged: tags.all.size > 0 }, caller, stage);
  checkRegion(accounts, role.account, facts.region);
  checkDuration(request.durationSeconds, role, caller.kind === "role");

  const session = roleCaller(role, {
    sessionName: request.sessionName,
    tags: tags.all,
    transitiveTags: tags.transitive,
    sourceIdentity,
    sessionPolicies,
    issuedAtMs: facts.nowMs,
  });
  return [
    writeAssumedRoleUser(session),
    writeCredentials(sessions.issue(session, facts.nowMs + request.durationSeconds * 1000)),
    ["PackedPolicySize", packedPercent === undefined ? undefined : String(packedPercent)],
    ["SourceIdentity", sourceIdentity],
  ];
}

/** A source identity holds for the whole chain: the next session has it too, and a call may repeat but not change it. */
function inheritSourceIdentity({ sourceIdentity }: SessionRequest, caller: Caller): string | undefined {
  const inherited = caller.kind === "role" ? caller.sourceIdentity : undefined;
  if (inherited !== undefined && sourceIdentity !== undefined && sourceIdentity !== inherited) {
    throw new StsError("ValidationError", "The source identity is already set for this assume role session");
  }
  return sourceIdentity ?? inherited;
}

/** STS answers for a role that is not there as for one that does not trust the caller. */
function authorize(
  request: SessionRequest,
  session: { readonly sourceIdentity: string | undefined; readonly isTagged: boolean },
  caller: Caller,
  { accounts, facts }: Stage,
): Role {
  const role = accounts.roles.get(request.roleArn);
  if (role === undefined) throw accessDenied(caller, "sts:AssumeRole", request.roleArn);
  const asked = { ...request, role, sourceIdentity: session.sourceIdentity };
  // A source identity that is not allowed is named before the call itself, where the trust policy allows neither.
  const actions: StsAction[] = [
    ...(session.sourceIdentity === undefined ? [] : (["sts:SetSourceIdentity"] as const)),
    ...(session.isTagged ? (["sts:TagSession"] as const) : []),
    "sts:AssumeRole",
  ];
  for (const action of actions) {
    const context = requestContext(action, asked, facts, accounts, callerKeys(caller, accounts));
    if (!isAuthorized(caller, role, action, context)) throw accessDenied(caller, action, role.arn);
  }
  return role;
}

function accessDenied(caller: Caller, action: StsAction, roleArn: string): StsError {
  const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`;
  return new StsError("AccessDenied", message);
}
