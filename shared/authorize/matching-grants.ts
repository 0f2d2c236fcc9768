import type { Caller } from "../model/caller.ts";
import type { Grant } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import { holdsFor } from "./holds-for.ts";

/** Every grant whose issuer and claim conditions hold for a caller, shadow ones included, in the map's order. */
export function matchingGrants(policyMap: PolicyMap, caller: Caller): readonly Grant[] {
  return policyMap
    .candidateGrants(caller)
    .filter((candidate) => holdsFor(candidate, caller))
    .map((candidate) => candidate.rule);
}
