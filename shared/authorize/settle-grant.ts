import type { AssumeRoleInput, Decision } from "../model/assumption.ts";
import type { Caller } from "../model/caller.ts";
import type { Grant, Target } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import type { CredentialsAsk, RequestFacts } from "../model/request.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkParameters } from "./check-parameters.ts";
import { chooseTarget } from "./choose-target.ts";
import { planHops } from "./plan-hops.ts";
import { refuseUnproved } from "./refuse-unproved.ts";
import { type RenderedNames, renderNames } from "./render-names.ts";
import { renderPolicy } from "./render-policy.ts";
import { renderTags } from "./render-tags.ts";
import type { TemplateValues } from "./render-template.ts";
import { sessionDuration } from "./session-duration.ts";
import { tokenLeftSeconds } from "./token-left-seconds.ts";

/**
 * What a grant that was chosen comes to for one request.
 * @throws Refusal `ConditionNotMet`, `ProofRequired`, `NotGranted`, `GrantRequired`, `InvalidParameter`, `DurationOutOfRange`, `TokenExpired`; Fault `Internal`
 *   for a map that would let the caller choose its tags or source identity
 */
export function settleGrant(grant: Grant, caller: Caller, ask: CredentialsAsk, facts: RequestFacts): Decision {
  const failures = checkConditions(grant.when, caller, facts);
  if (failures.length > 0) {
    throw new Refusal("ConditionNotMet", `grant ${grant.name}: ${failures.join("; ")}`);
  }
  refuseUnproved(grant, caller);
  const target = chooseTarget(grant, ask);
  const durationSeconds = sessionDuration(grant, ask.durationSeconds, tokenLeftSeconds(caller, facts));
  const parameters = checkParameters(grant, ask.parameters);
  const values: TemplateValues = { caller, parameters, grant: grant.name };
  const names = renderNames(grant, values);
  const call = renderCall(grant, target, durationSeconds, names, values);
  return {
    assumption: {
      grant: grant.name,
      account: target.account,
      hops: planHops(grant.via, call),
      region: target.region,
      isDurationAsked: ask.durationSeconds !== undefined,
      format: ask.format ?? grant.format,
      answersAccountId: grant.answersAccountId,
    },
    oneTime: grant.oneTime === true,
    endsWithToken: grant.capAt === "token",
    replacedNames: names.replacedNames,
  };
}

/** The call for the role itself, before it is spread over the hops of a chain. */
function renderCall(
  { tags, transitiveTagKeys, policy, policyArns }: Grant,
  { roleArn, externalId }: Target,
  durationSeconds: number,
  { sessionName, sourceIdentity }: RenderedNames,
  values: TemplateValues,
): AssumeRoleInput {
  return {
    roleArn,
    externalId,
    durationSeconds,
    sessionName,
    sourceIdentity,
    tags: renderTags(tags, values),
    transitiveTagKeys,
    policy: policy === undefined ? undefined : renderPolicy(policy, values, policyArns),
    policyArns,
  };
}
