import { isFederationAuthorized } from "./authorize-action.ts";
import { ConstraintCheck, constraints } from "./check-constraints.ts";
import { checkDuration } from "./check-duration.ts";
import { checkRegion } from "./check-region.ts";
import { checkSessionPolicies } from "./check-session-policies.ts";
import { checkSessionTags } from "./check-session-tags.ts";
import { checkPackedSize } from "./packed-policy-size.ts";
import type { Query } from "./read-query.ts";
import { readSessionRequest } from "./read-session-request.ts";
import { requestContext, type StsAction } from "./request-context.ts";
import { roleCaller } from "./role-caller.ts";
import type { Result, Stage } from "./stage.ts";
import { StsError } from "./sts-error.ts";
import { verifyWebIdentity } from "./verify-web-identity.ts";
import { writeAssumedRoleUser, writeCredentials } from "./write-credentials.ts";

/** Parameters of AssumeRole only: this action takes tags and source identity from the token. */
const foreign = /^(?:ExternalId|SourceIdentity|Tags\.|TransitiveTagKeys\.|SerialNumber|TokenCode)/;

/**
 * The AssumeRoleWithWebIdentity action. Nobody signs: the token says who calls, the trust policy what it may become.
 * @throws StsError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function assumeRoleWithWebIdentity(query: Query, stage: Stage): Promise<Result> {
  const { accounts, sessions, facts } = stage;
  const token = readToken(query);
  const request = readSessionRequest(new Map([...query].filter(([name]) => !foreign.test(name))));
  const role = accounts.roles.get(request.roleArn);
  if (role === undefined) throw accessDenied("sts:AssumeRoleWithWebIdentity");
  const identity = await verifyWebIdentity(token, role.account, accounts, facts.nowMs);
  const tags = checkSessionTags(identity.tags, identity.transitiveTagKeys, new Map());
  const sessionPolicies = checkSessionPolicies(request, accounts);
  const packedPercent = checkPackedSize({
    ...request,
    tags: identity.tags,
    transitiveTagKeys: identity.transitiveTagKeys,
  });

  const { tags: given, transitiveTagKeys, sourceIdentity } = identity;
  const asked = { ...request, role, externalId: undefined, tags: given, transitiveTagKeys, sourceIdentity };
  const actions: StsAction[] = [
    "sts:AssumeRoleWithWebIdentity",
    ...(given.length > 0 ? (["sts:TagSession"] as const) : []),
    ...(sourceIdentity === undefined ? [] : (["sts:SetSourceIdentity"] as const)),
  ];
  for (const action of actions) {
    const context = requestContext(action, asked, facts, accounts, identity.keys);
    if (!isFederationAuthorized(identity.provider.arn, role, action, context)) throw accessDenied(action);
  }
  checkRegion(accounts, role.account, facts.region);
  checkDuration(request.durationSeconds, role, false);

  const session = roleCaller(role, {
    sessionName: request.sessionName,
    tags: tags.all,
    transitiveTags: tags.transitive,
    sourceIdentity,
    sessionPolicies,
    issuedAtMs: facts.nowMs,
  });
  return [
    ["SubjectFromWebIdentityToken", identity.subject],
    ["Audience", identity.audience],
    writeAssumedRoleUser(session),
    writeCredentials(sessions.issue(session, facts.nowMs + request.durationSeconds * 1000)),
    ["PackedPolicySize", packedPercent === undefined ? undefined : String(packedPercent)],
    ["SourceIdentity", sourceIdentity],
    ["Provider", identity.provider.arn],
  ];
}

function readToken(query: Query): string {
  const check = new ConstraintCheck(query);
  const token = check.string("WebIdentityToken", "webIdentityToken", constraints.WebIdentityToken);
  check.finish();
  return token ?? "";
}

function accessDenied(action: StsAction): StsError {
  return new StsError("AccessDenied", `Not authorized to perform ${action}`);
}
