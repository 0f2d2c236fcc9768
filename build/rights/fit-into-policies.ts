import type { AllowStatement } from "../../cli/trust/iam-policy.ts";
import { splitPolicy } from "../../cli/trust/split-policy.ts";

/**
 * Characters of one policy. A managed one takes 6,144, and the inline ones of a role 10,240 together, of which its logs and tables need
 * some. Less than that, since the names that CloudFormation fills in may be longer than what stands for them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const longestPolicy = 6_000;

/** Managed policies that a role takes where AWS was asked for more than the usual 10. */
const mostManagedPolicies = 20;

/** Statements by where they are carried. */
export interface FittedPolicies {
  /** In the role itself. */
  readonly inline: readonly AllowStatement[];
  /** Each in a managed policy of its own: none, unless all would be too long for the role. */
  readonly managed: readonly (readonly AllowStatement[])[];
}

/**
 * Finds policies that IAM takes for a role's statements.
 * @throws Error, with the remedy, for more than a role can carry at all
 */
export function fitIntoPolicies(statements: readonly AllowStatement[]): FittedPolicies {
  const policies = splitPolicy({ Version: "2012-10-17", Statement: statements }, longestPolicy);
  if (policies.length > mostManagedPolicies) {
    throw new Error(
      `the service's rights take ${policies.length} managed policies, and a role carries ${mostManagedPolicies}: let it assume one role in ` +
        "each account and the others from there (`via` in the map), or divide the map over several stacks",
    );
  }
  return policies.length <= 1
    ? { inline: statements, managed: [] }
    : { inline: [], managed: policies.map(({ Statement }) => Statement) };
}
