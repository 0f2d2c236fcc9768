import type { AllowStatement } from "../../cli/trust/iam-policy.ts";
import { deployedTo } from "./deployed-to.ts";
import type { Deployment } from "./deployed-with.ts";
import { readingStatements } from "./reading-statements.ts";

/**
 * The least for the function that fetches key sets, which has a role of its own: it assumes nothing, and it alone may write what all
 * others trust.
 * @throws Error for a map whose place names no single thing to IAM
 */
export function keyRefreshStatements({ policyMap, keySets, keys }: Deployment): readonly AllowStatement[] {
  const reading = readingStatements({ policyMap, keySets, parameters: [], secrets: [], keys });
  if (keySets?.kind !== "s3") return reading;
  const object = `arn:${deployedTo.partition}:s3:::${keySets.bucket}/${keySets.key}`;
  const writing: AllowStatement = { Effect: "Allow", Action: ["s3:PutObject"], Resource: [object] };
  const encrypting: AllowStatement = { Effect: "Allow", Action: ["kms:GenerateDataKey"], Resource: keys };
  return [...reading, writing, ...(keys.length > 0 ? [encrypting] : [])];
}
