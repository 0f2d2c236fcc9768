import type { Grant, Target } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";

/**
 * The role, of those that a grant covers, in the account that was asked for.
 * @throws Refusal `NotGranted` for an account that the grant does not cover; `GrantRequired` where it covers several and
 *   none was named
 */
export function chooseTarget(grant: Grant, account: string | undefined): Target {
  const [only, ...others] =
    account === undefined ? grant.targets : grant.targets.filter((target) => target.account === account);
  if (only === undefined) {
    throw new Refusal("NotGranted", `grant ${grant.name} does not cover the account that was asked for`);
  }
  if (others.length > 0) {
    throw new Refusal("GrantRequired", `grant ${grant.name} covers several accounts and none was named`, {
      grants: grant.targets.map((target) => `${grant.name}/${target.account}`),
    });
  }
  return only;
}
