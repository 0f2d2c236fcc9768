import { decideGrant } from "../../authorize/decide-grant.ts";
import { findShadowGrants } from "../../authorize/find-shadow-grants.ts";
import { holdsFor } from "../../authorize/holds-for.ts";
import { tokenLeftSeconds } from "../../authorize/token-left-seconds.ts";
import type { Caller } from "../../model/caller.ts";
import { Fault } from "../../model/fault.ts";
import type { Grant } from "../../model/policy-document.ts";
import type { Conditional, PolicyMap } from "../../model/policy-map.ts";
import { Refusal } from "../../model/refusal.ts";
import type { CredentialsAsk, RequestFacts } from "../../model/request.ts";
import { explainAsk } from "./explain-ask.ts";
import { explainCircumstances, explainIdentity } from "./explain-conditions.ts";
import type { ConditionResult, DenialExplanation, Explanation, GrantExplanation, Verdict } from "./explanation.ts";

/**
 * What the service would answer, and why: the verdict is `decideGrant`'s own, and each condition is put by the test that
 * the service runs, so that an explanation cannot say one thing and the service do another.
 * @throws whatever `decideGrant` throws that is neither Refusal nor Fault
 */
export function explainDecision(
  policyMap: PolicyMap,
  caller: Caller,
  ask: CredentialsAsk,
  facts: RequestFacts,
): Explanation {
  return {
    verdict: decide(policyMap, caller, ask, facts),
    shadowGrants: findShadowGrants(policyMap, caller, ask, facts),
    denials: explainDenials(policyMap, caller),
    grants: grantsToExplain(policyMap, caller, ask).map((grant) => explainGrant(grant, caller, ask, facts)),
  };
}

/** One grant, condition by condition, whether it is the caller's or not. */
export function explainGrant(
  conditional: Conditional<Grant>,
  caller: Caller,
  ask: CredentialsAsk,
  facts: RequestFacts,
): GrantExplanation {
  const { name, description, mode, isDefault, oneTime = false } = conditional.rule;
  return {
    grant: name,
    description,
    mode,
    isDefault,
    oneTime,
    conditions: [
      ...explainIdentity(conditional, caller),
      ...(mode === "shadow" ? [shadow] : []),
      ...explainCircumstances(conditional.rule, caller, facts),
      ...explainAsk(conditional.rule, ask, tokenLeftSeconds(caller, facts)),
    ],
  };
}

const shadow: ConditionResult = {
  kind: "mode",
  subject: "mode",
  expected: "live",
  found: "shadow: decided and audited, never vended",
  holds: false,
};

function decide(policyMap: PolicyMap, caller: Caller, ask: CredentialsAsk, facts: RequestFacts): Verdict {
  try {
    return { outcome: "granted", decision: decideGrant(policyMap, caller, ask, facts) };
  } catch (error) {
    if (error instanceof Refusal) {
      return { outcome: "refused", code: error.code, reason: error.reason, choices: error.grants ?? [] };
    }
    if (error instanceof Fault) {
      return { outcome: "failed", code: error.code, reason: error.reason };
    }
    throw error;
  }
}

function explainDenials(policyMap: PolicyMap, caller: Caller): readonly DenialExplanation[] {
  return policyMap
    .candidateDenials(caller)
    .filter((candidate) => holdsFor(candidate, caller))
    .map((denial) => ({
      entry: denial.position + 1,
      reason: denial.rule.reason,
      conditions: explainIdentity(denial, caller),
    }));
}

function grantsToExplain(policyMap: PolicyMap, caller: Caller, ask: CredentialsAsk): readonly Conditional<Grant>[] {
  if (ask.grant === undefined) {
    return policyMap.candidateGrants(caller).filter((candidate) => holdsFor(candidate, caller));
  }
  const named = policyMap.findGrant(ask.grant);
  return named === undefined ? [] : [named];
}
