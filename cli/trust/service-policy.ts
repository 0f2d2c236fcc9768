import { readingRights, type ServiceStores } from "../../shared/config/reading-rights.ts";
import type { ExternalIdReference, PolicyDocument } from "../../shared/model/policy-document.ts";
import type { KeySetsLocation, PolicyMapLocation } from "../../shared/model/policy-map-location.ts";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";
import { CliError } from "../cli-error.ts";
import { splitRoleArn } from "./account-roles.ts";
import { callerPolicies } from "./caller-policies.ts";
import type { IamPolicy } from "./iam-policy.ts";
import { externalIdReferences, storeArns } from "./store-arns.ts";

/** What the map does not say of how the service is deployed. */
export interface ServiceDeployment {
  readonly policyMap?: PolicyMapLocation | undefined;
  readonly keySets?: KeySetsLocation | undefined;
  readonly replayTable?: string | undefined;
  /** The table of the sessions that instances share, and the key that they are sealed under. */
  readonly sharedSessions?: ServiceStores["sharedSessions"];
  /** Where the key of DPoP nonces is kept. */
  readonly nonceKey?: ExternalIdReference | undefined;
  /** ARNs of KMS keys of its own that any of what it reads is encrypted with. */
  readonly keys: readonly string[];
  /** Undefined: nothing that is kept in a region is in the policy. */
  readonly region: string | undefined;
}

/**
 * The least that the service's own role must be allowed: to assume the first role of each grant, and to reach what it is deployed
 * with and what the map refers to.
 * @throws CliError for what names no single thing, or lies in a region that is not known
 */
export function servicePolicy(
  { document, rotations }: { readonly document: PolicyDocument; readonly rotations: readonly ExternalIdRotation[] },
  serviceRoleArn: string,
  { region, nonceKey, ...deployment }: ServiceDeployment,
): IamPolicy {
  const { partition, accountId } = splitRoleArn(serviceRoleArn);
  const place = { partition, accountId, region: region ?? "" };
  const assuming = callerPolicies(document, serviceRoleArn).get(serviceRoleArn)?.Statement ?? [];
  const isRegional = ["ssm", "appconfig"].includes(deployment.policyMap?.kind ?? "");
  const tables = [deployment.replayTable, deployment.sharedSessions];
  const hasTable = tables.some((table) => table !== undefined);
  if (region === undefined && (isRegional || nonceKey !== undefined || hasTable)) {
    throw new CliError("a parameter, a secret, a configuration or a table lies in a region; say which with --region");
  }
  const references = [...externalIdReferences(document, rotations), ...(nonceKey === undefined ? [] : [nonceKey])];
  const stored = storeArns(region === undefined ? [] : references, place);
  const reading = rightsFor({ ...deployment, ...stored }, place);
  return { Version: "2012-10-17", Statement: [...assuming, ...reading] };
}

function rightsFor(stores: ServiceStores, place: Parameters<typeof readingRights>[1]): IamPolicy["Statement"] {
  try {
    return readingRights(stores, place).map(({ actions, resources }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
    }));
  } catch (cause) {
    throw new CliError(
      `--policy-map or --key-sets: ${cause instanceof Error ? cause.message : "unreadable"}`,
      {},
      cause,
    );
  }
}
