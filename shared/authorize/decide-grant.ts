import type { AssumeRoleInput, Decision } from "../model/assumption.ts";
import type { Caller } from "../model/caller.ts";
import type { Grant, Target } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import { Refusal } from "../model/refusal.ts";
import type { CredentialsAsk, RequestFacts } from "../model/request.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkParameters } from "./check-parameters.ts";
import { chooseGrant } from "./choose-grant.ts";
import { chooseTarget } from "./choose-target.ts";
import { planHops } from "./plan-hops.ts";
import { refuseDenied } from "./refuse-denied.ts";
import { type RenderedNames, renderNames } from "./render-names.ts";
import { renderPolicy } from "./render-policy.ts";
import { renderTags } from "./render-tags.ts";
import type { TemplateValues } from "./render-template.ts";
import { sessionDuration } from "./session-duration.ts";

/**
 * What a caller may become, and every byte of what STS is to be asked: a pure function of the map, the caller, what was
 * asked for, and the facts of the request.
 * @throws Refusal `Revoked`, `NotGranted`, `GrantRequired`, `ConditionNotMet`, `InvalidParameter`, `DurationOutOfRange`;
 *   Fault `Internal` for a map that would let the caller choose its tags or source identity
 */
export function decideGrant(policyMap: PolicyMap, caller: Caller, ask: CredentialsAsk, facts: RequestFacts): Decision {
  refuseDenied(policyMap, caller);
  const { grant, shadowGrants } = chooseGrant(policyMap, caller, ask.grant);
  const failuresOf = (candidate: Grant) => checkConditions(candidate.when, caller, facts);
  const failures = failuresOf(grant);
  if (failures.length > 0) {
    throw new Refusal("ConditionNotMet", `grant ${grant.name}: ${failures.join("; ")}`);
  }
  const target = chooseTarget(grant, ask.account);
  const durationSeconds = sessionDuration(grant, ask.durationSeconds);
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
      format: ask.format ?? grant.format,
      answersAccountId: grant.answersAccountId,
    },
    replacedNames: names.replacedNames,
    shadowGrants: shadowGrants.filter((shadow) => failuresOf(shadow).length === 0).map((shadow) => shadow.name),
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
