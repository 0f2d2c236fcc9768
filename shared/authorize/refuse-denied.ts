import type { Caller } from "../model/caller.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import { Refusal } from "../model/refusal.ts";
import { holdsFor } from "./holds-for.ts";

/**
 * The deny list: it wins over every grant.
 * @throws Refusal `Revoked`
 */
export function refuseDenied(policyMap: PolicyMap, caller: Caller): void {
  const denial = policyMap.candidateDenials(caller).find((candidate) => holdsFor(candidate, caller));
  if (denial !== undefined) {
    throw new Refusal("Revoked", `deny list, entry ${denial.position + 1}: ${denial.rule.reason}`);
  }
}
