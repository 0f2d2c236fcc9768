import type { AllowStatement } from "../../cli/trust/iam-policy.ts";
import { readingRights, type ServiceStores } from "../../shared/config/reading-rights.ts";
import { deployedTo } from "./deployed-to.ts";
import { stackBucketMap } from "./stack-bucket-map.ts";

/**
 * Leave to reach what is kept, in the account and region that the stack is deployed to.
 * @throws Error for a place whose name names no single thing to IAM
 */
export function readingStatements(stores: ServiceStores): readonly AllowStatement[] {
  try {
    return readingRights(stores, deployedTo).map(({ actions, resources }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      // A bucket's ARN names no account: one that was deleted can be made again in another.
      ...(resources.some(isInOwnBucket) && {
        Condition: { StringEquals: { "aws:ResourceAccount": deployedTo.accountId } },
      }),
    }));
  } catch (cause) {
    throw new Error(`POLICY_MAP or KEY_SETS: ${cause instanceof Error ? cause.message : "unreadable"}`, { cause });
  }
}

function isInOwnBucket(arn: string): boolean {
  return arn.includes(`:s3:::${stackBucketMap.bucket}/`);
}
