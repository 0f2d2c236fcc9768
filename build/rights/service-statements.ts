import { callerPolicies } from "../../cli/trust/caller-policies.ts";
import type { AllowStatement } from "../../cli/trust/iam-policy.ts";
import { externalIdReferences, storeArns } from "../../cli/trust/store-arns.ts";
import type { ReadPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import { deployedTo } from "./deployed-to.ts";
import type { Deployment } from "./deployed-with.ts";
import { readingStatements } from "./reading-statements.ts";

/** Stands for the role that the service runs as, among the callers of the map's roles. */
const service = "service";

/**
 * The least that the service must be allowed: to assume the first role of each grant, with tags and source identity only where a grant uses
 * them, and to read its map and what the map refers to. Each by its own name, in the order of the names, so that the same map always
 * gives the same policy.
 * @param partition of the region that it is deployed to: a role of another cannot be assumed, and IAM takes no policy that names it
 * @throws Error for a map whose place names no single thing to IAM; for a map of which nothing can be assumed
 */
export function serviceStatements(
  { document, rotations }: Pick<ReadPolicyMap, "document" | "rotations">,
  { nonceKey, ...deployment }: Deployment,
  partition: string,
): readonly AllowStatement[] {
  const assuming = (callerPolicies(document, service).get(service)?.Statement ?? [])
    .map(({ Resource: roles, ...rest }) => ({
      ...rest,
      Resource: roles.filter((arn) => arn.startsWith(`arn:${partition}:`)),
    }))
    .filter(({ Resource: roles }) => roles.length > 0);
  if (assuming.length === 0) throw new Error(`the map has no role of partition ${partition}, where it is deployed to`);
  const references = [...externalIdReferences(document, rotations), ...(nonceKey === undefined ? [] : [nonceKey])];
  const stored = storeArns(references, deployedTo);
  const reading = readingStatements({ ...deployment, ...stored });
  return [...sorted(assuming), ...reading].map(({ Resource: resources, ...rest }) => ({
    ...rest,
    Resource: [...new Set(resources)].sort(),
  }));
}

function sorted(statements: readonly AllowStatement[]): readonly AllowStatement[] {
  return statements.toSorted((one, other) => (one.Action.join() < other.Action.join() ? -1 : 1));
}
