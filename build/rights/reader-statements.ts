import type { AllowStatement } from "../../cli/trust/iam-policy.ts";
import { storeArns } from "../../cli/trust/store-arns.ts";
import { deployedTo } from "./deployed-to.ts";
import type { Deployment } from "./deployed-with.ts";
import { readingStatements } from "./reading-statements.ts";

/**
 * The least for a function that verifies and looks up, and vends nothing: to read the map and stored key sets, and the key of DPoP nonces where
 * it takes proofs. No role to assume, no external ID, no session.
 * @throws Error for a map whose place names no single thing to IAM
 */
export function readerStatements({
  policyMap,
  keySets,
  nonceKey,
  keys,
}: Pick<Deployment, "policyMap" | "keySets" | "nonceKey" | "keys">): readonly AllowStatement[] {
  const stored = storeArns(nonceKey === undefined ? [] : [nonceKey], deployedTo);
  return readingStatements({ policyMap, keySets, keys, ...stored });
}
