import type { Caller } from "../model/caller.ts";
import type { Grant } from "../model/policy-document.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { CredentialsAsk, RequestFacts } from "../model/request.ts";
import { coversRole } from "./covers-role.ts";
import { holdsFor } from "./holds-for.ts";
import { refuseDenied } from "./refuse-denied.ts";
import { settleGrant } from "./settle-grant.ts";

/**
 * The grants in shadow mode that would have vended for this request, were they live: the one that it names or, where it names
 * none, each that matches its caller. All of a decision is made for them, the deny list included. For the audit record alone: what
 * becomes of them changes no answer, so nothing is thrown.
 * @returns names, in the map's order
 */
export function findShadowGrants(
  policyMap: PolicyMap,
  caller: Caller,
  ask: CredentialsAsk,
  facts: RequestFacts,
): readonly string[] {
  return grantsMeant(policyMap, caller, ask)
    .filter((grant) => grant.mode === "shadow" && wouldVend(policyMap, grant, caller, ask, facts))
    .map((grant) => grant.name);
}

function grantsMeant(policyMap: PolicyMap, caller: Caller, { grant: name, roleArn }: CredentialsAsk): readonly Grant[] {
  const meant = name === undefined ? policyMap.candidateGrants(caller) : [policyMap.findGrant(name)];
  return meant
    .filter((grant) => grant !== undefined)
    .filter((grant) => holdsFor(grant, caller))
    .map((grant) => grant.rule)
    .filter((grant) => coversRole(grant, roleArn));
}

function wouldVend(
  policyMap: PolicyMap,
  grant: Grant,
  caller: Caller,
  ask: CredentialsAsk,
  facts: RequestFacts,
): boolean {
  let vends = false;
  try {
    refuseDenied(policyMap, caller);
    settleGrant(grant, caller, ask, facts);
    vends = true;
  } catch {
    // Whatever it is refused for.
  }
  return vends;
}
