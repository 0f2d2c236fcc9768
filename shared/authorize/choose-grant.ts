import type { Caller } from "../model/caller.ts";
import type { Grant } from "../model/policy-document.ts";
import type { Conditional, PolicyMap } from "../model/policy-map.ts";
import { Refusal } from "../model/refusal.ts";
import type { CredentialsAsk } from "../model/request.ts";
import { coversRole } from "./covers-role.ts";
import { holdsFor } from "./holds-for.ts";
import { matchingGrants } from "./matching-grants.ts";

/**
 * The grant that the caller named; or, where it named none, the only one that matches it and covers the role that it asked for,
 * if it asked for one, or the only default among them.
 * @throws Refusal `NotGranted` for a grant that does not exist, is not this caller's or is in shadow: one code, so that
 *   names are not confirmed; `GrantRequired` where several match
 */
export function chooseGrant(
  policyMap: PolicyMap,
  caller: Caller,
  { grant, roleArn }: Pick<CredentialsAsk, "grant" | "roleArn">,
): Grant {
  return grant === undefined ? onlyGrant(policyMap, caller, roleArn) : namedGrant(policyMap, caller, grant);
}

function namedGrant(policyMap: PolicyMap, caller: Caller, name: string): Grant {
  const named = policyMap.findGrant(name);
  if (named === undefined) {
    throw new Refusal("NotGranted", `no grant is called ${grantName.test(name) ? name : "what was asked for"}`);
  }
  if (!holdsFor(named, caller)) {
    throw new Refusal("NotGranted", `grant ${name} is not this caller's: ${whatFails(named, caller)}`);
  }
  if (named.rule.mode !== "live") {
    throw new Refusal(
      "NotGranted",
      `grant ${name} is in shadow mode: live, this request would have been decided by it`,
    );
  }
  return named.rule;
}

/** What a map can name a grant. Anything else that was asked for is not repeated: it could be a token. */
const grantName = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Which condition does not hold, without the claim's value: that is the token's. */
function whatFails({ issuerNames, claimTests }: Conditional<Grant>, caller: Caller): string {
  if (!issuerNames.has(caller.issuerName)) {
    return `it is for issuer ${[...issuerNames].join(", ")}, and the token is of ${caller.issuerName}`;
  }
  const failing = claimTests.filter((test) => !test.holds(caller.claims));
  return `claim ${failing.map((test) => test.condition.path.join(".")).join(", ")} does not fit`;
}

function onlyGrant(policyMap: PolicyMap, caller: Caller, roleArn: string | undefined): Grant {
  const matching = matchingGrants(policyMap, caller).filter((grant) => coversRole(grant, roleArn));
  const live = matching.filter((grant) => grant.mode === "live");
  const defaults = live.filter((grant) => grant.isDefault);
  const [first, ...others] = defaults.length > 0 ? defaults : live;
  if (first === undefined) {
    const inShadow = matching.length === 0 ? "" : ` but in shadow: ${namesOf(matching).join(", ")}`;
    const andRole = roleArn === undefined ? "" : " and covers the role that was asked for";
    throw new Refusal("NotGranted", `no grant matches this caller${andRole}${inShadow}`);
  }
  if (others.length > 0) {
    const grants = namesOf(live);
    throw new Refusal("GrantRequired", `several grants match this caller: ${grants.join(", ")}`, { grants });
  }
  return first;
}

function namesOf(grants: readonly Grant[]): readonly string[] {
  return grants.map((grant) => grant.name);
}
