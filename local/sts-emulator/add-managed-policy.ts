import type { Accounts } from "./accounts.ts";
import { policySchema } from "./policy-schema.ts";

const identityPolicy = policySchema("identity");

/** The same accounts with one more managed policy, which allows everything: what is really in it only AWS knows. */
export function addManagedPolicy(accounts: Accounts, arn: string): Accounts {
  const policy = identityPolicy.parse({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*" },
  });
  return Object.freeze({ ...accounts, managedPolicies: new Map([...accounts.managedPolicies, [arn, policy]]) });
}
