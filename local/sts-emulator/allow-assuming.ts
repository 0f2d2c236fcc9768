import type { Accounts } from "./accounts.ts";
import { policySchema } from "./policy-schema.ts";

const identityPolicy = policySchema("identity");

/**
 * The same accounts, in which one role may assume, tag and name sessions of another as far as its own policies are asked.
 * A role whose policies the file does not give may do so anyway.
 */
export function allowAssuming(accounts: Accounts, callerRoleArn: string, roleArn: string): Accounts {
  const caller = accounts.roles.get(callerRoleArn);
  if (caller?.permissions === undefined) return accounts;
  const policy = identityPolicy.parse({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
      Resource: roleArn,
    },
  });
  const allowed = { ...caller, permissions: [...caller.permissions, policy] };
  return Object.freeze({ ...accounts, roles: new Map([...accounts.roles, [callerRoleArn, allowed]]) });
}
