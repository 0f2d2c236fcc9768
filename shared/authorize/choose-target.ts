import type { Grant, Target } from "../model/policy-document.ts";
import { Refusal } from "../model/refusal.ts";
import type { CredentialsAsk } from "../model/request.ts";

/**
 * The role, of those that a grant covers, that was asked for by its account or its ARN.
 * @throws Refusal `NotGranted` for an account or a role that the grant does not cover; `GrantRequired` where it covers several and
 *   none was named
 */
export function chooseTarget(grant: Grant, { account, roleArn }: Pick<CredentialsAsk, "account" | "roleArn">): Target {
  const [only, ...others] = grant.targets.filter(
    (target) =>
      (account === undefined || target.account === account) && (roleArn === undefined || target.roleArn === roleArn),
  );
  if (only === undefined) {
    throw new Refusal("NotGranted", `grant ${grant.name} does not cover the account or role that was asked for`);
  }
  if (others.length > 0) {
    throw new Refusal("GrantRequired", `grant ${grant.name} covers several accounts and none was named`, {
      grants: grant.targets.map((target) => `${grant.name}/${target.account}`),
    });
  }
  return only;
}
