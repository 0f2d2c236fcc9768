import type { AllowStatement, IamPolicy } from "./iam-policy.ts";

/**
 * The longest managed policy, in characters without white space.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const longestManagedPolicy = 6_144;

/**
 * A policy as managed policies that IAM takes, in order: one, unless it names too many roles for one.
 * Empty where nothing is allowed: IAM takes no policy without a statement.
 */
export function splitPolicy(policy: IamPolicy, longest: number = longestManagedPolicy): readonly IamPolicy[] {
  const policies: IamPolicy[] = [];
  let statements: AllowStatement[] = [];
  const close = () => {
    if (statements.length > 0) {
      policies.push({ ...policy, Statement: statements });
    }
    statements = [];
  };
  let length = emptyLength;
  for (const { Resource: resources, ...rest } of policy.Statement) {
    let open: string[] | undefined;
    for (const resource of resources) {
      const added = JSON.stringify(resource).length + 1;
      const opening = JSON.stringify({ ...rest, Resource: [] }).length + 1;
      if (length + added + (open === undefined ? opening : 0) > longest) {
        close();
        open = undefined;
        length = emptyLength;
      }
      if (open === undefined) {
        open = [];
        statements.push({ ...rest, Resource: open });
        length += opening;
      }
      open.push(resource);
      length += added;
    }
  }
  close();
  return policies;
}

const emptyLength = JSON.stringify({ Version: "2012-10-17", Statement: [] }).length;
