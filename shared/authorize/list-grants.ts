import type { Caller } from "../model/caller.ts";
import type { Grant } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { RequestFacts } from "../model/request.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkProof } from "./check-proof.ts";
import { matchingGrants } from "./matching-grants.ts";
import { refuseDenied } from "./refuse-denied.ts";

/**
 * The grants that this caller may ask for now, in the map's order.
 * @throws Refusal `Revoked`
 */
export function listGrants(policyMap: PolicyMap, caller: Caller, facts: RequestFacts): readonly Grant[] {
  refuseDenied(policyMap, caller);
  return matchingGrants(policyMap, caller).filter(
    (grant) =>
      grant.mode === "live" &&
      checkConditions(grant.when, caller, facts).length === 0 &&
      checkProof(grant.when, caller) === undefined,
  );
}
