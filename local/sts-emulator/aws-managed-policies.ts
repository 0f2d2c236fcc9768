import type { Policy } from "./policy.ts";

/**
 * The AWS managed policies that a map is most likely to name, cut down to what matters here: whether a session that is
 * limited by one of them may still call STS. The file's `awsManagedPolicies` adds others.
 */
export const awsManagedPolicies: Readonly<Record<string, Policy>> = {
  AdministratorAccess: allow(false, ["*"]),
  PowerUserAccess: allow(true, ["iam:*", "organizations:*", "account:*"]),
  ReadOnlyAccess: allow(false, ["s3:Get*", "s3:List*"]),
  SecurityAudit: allow(false, ["s3:GetBucket*"]),
  ViewOnlyAccess: allow(false, ["s3:ListAllMyBuckets"]),
  AmazonS3FullAccess: allow(false, ["s3:*"]),
  AmazonS3ReadOnlyAccess: allow(false, ["s3:Get*", "s3:List*"]),
  AmazonDynamoDBReadOnlyAccess: allow(false, ["dynamodb:Get*"]),
  CloudWatchReadOnlyAccess: allow(false, ["cloudwatch:Get*"]),
};

function allow(isNegated: boolean, patterns: readonly string[]): Policy {
  return {
    hasVariables: true,
    statements: [
      {
        effect: "Allow",
        principal: undefined,
        actions: { isNegated, patterns },
        resources: { isNegated: false, patterns: ["*"] },
        conditions: [],
      },
    ],
  };
}
