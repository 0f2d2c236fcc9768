import type { Decision } from "../model/assumption.ts";
import type { Caller } from "../model/caller.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { CredentialsAsk, RequestFacts } from "../model/request.ts";
import { chooseGrant } from "./choose-grant.ts";
import { refuseDenied } from "./refuse-denied.ts";
import { settleGrant } from "./settle-grant.ts";

/**
 * What a caller may become, and every byte of what STS is to be asked: a pure function of the map, the caller, what was
 * asked for, and the facts of the request.
 * @throws Refusal `Revoked`, `NotGranted`, `GrantRequired`, `ConditionNotMet`, `ProofRequired`, `InvalidParameter`, `DurationOutOfRange`;
 *   Fault `Internal` for a map that would let the caller choose its tags or source identity
 */
export function decideGrant(policyMap: PolicyMap, caller: Caller, ask: CredentialsAsk, facts: RequestFacts): Decision {
  refuseDenied(policyMap, caller);
  return settleGrant(chooseGrant(policyMap, caller, ask), caller, ask, facts);
}
