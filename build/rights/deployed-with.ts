import { parseKeySetsLocation } from "../../shared/config/parse-key-sets-location.ts";
import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";
import { parseSecretLocation } from "../../shared/config/parse-secret-location.ts";
import type { ServiceStores } from "../../shared/config/reading-rights.ts";
import { tableNamePattern } from "../../shared/config/table-name-pattern.ts";
import type { ExternalIdReference } from "../../shared/model/policy-document.ts";
import type { KeySetsLocation, PolicyMapLocation } from "../../shared/model/policy-map-location.ts";
import { stackBucketMap } from "./stack-bucket-map.ts";

/** What the service is deployed with, as `serverless.yml` has it: lists separated by commas, empty for none. */
export interface DeployedWith {
  /** Empty: the bucket that the stack makes. */
  readonly policyMap: string;
  readonly kmsKeyArns: string;
  readonly keySets: string;
  readonly sharedSessionsTable: string;
  readonly sharedSessionsKey: string;
  readonly dpopNonceKey: string;
  /** `make`, or the ARN of a key. */
  readonly dataKey: string;
  readonly replayTable: string;
}

/** The same, read. */
export interface Deployment {
  readonly policyMap: PolicyMapLocation;
  readonly keySets: KeySetsLocation | undefined;
  readonly sharedSessions: ServiceStores["sharedSessions"];
  readonly nonceKey: ExternalIdReference | undefined;
  /** ARNs of KMS keys of its own that any of what it reads is encrypted with. */
  readonly keys: readonly string[];
}

/**
 * Reads what the service is deployed with.
 * @throws Error, with the variable's name, for what names no single thing
 */
export function readDeployment(deployed: DeployedWith): Deployment {
  const { policyMap, keySets, dpopNonceKey } = deployed;
  checkOwn(deployed);
  return {
    policyMap: policyMap === "" ? stackBucketMap : naming("POLICY_MAP", () => parsePolicyMapLocation(policyMap)),
    keySets: keySets === "" ? undefined : naming("KEY_SETS", () => parseKeySetsLocation(keySets)),
    sharedSessions: readSharedSessions(deployed),
    nonceKey: dpopNonceKey === "" ? undefined : naming("DPOP_NONCE_KEY", () => parseSecretLocation(dpopNonceKey)),
    keys: readKeys("KMS_KEY_ARNS", deployed.kmsKeyArns),
  };
}

/** What the stack makes, or uses as if it had: its name becomes what the roles may reach. */
function checkOwn({ dataKey, replayTable }: DeployedWith): void {
  if (!/^(?:|make|arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,64})$/.test(dataKey)) {
    throw new Error(`DATA_KEY: ${dataKey} is no ARN of a KMS key; use arn:aws:kms:REGION:ACCOUNT:key/ID, or make`);
  }
  if (replayTable !== "" && !tableNamePattern.test(replayTable)) {
    throw new Error("REPLAY_TABLE: is no name of a DynamoDB table; use 3 to 255 letters, digits, _, - and .");
  }
}

function naming<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : "unreadable"}`, { cause });
  }
}

function readSharedSessions({
  sharedSessionsTable: table,
  sharedSessionsKey,
}: DeployedWith): ServiceStores["sharedSessions"] {
  if (table === "" && sharedSessionsKey === "") return undefined;
  const [keyArn] = readKeys("SHARED_SESSIONS_KEY", sharedSessionsKey);
  if (!tableNamePattern.test(table) || keyArn === undefined) {
    throw new Error("SHARED_SESSIONS_TABLE: both it, a table's name, and SHARED_SESSIONS_KEY must be set, or neither");
  }
  return { table, keyArn };
}

function readKeys(name: string, list: string): readonly string[] {
  const arns = list === "" ? [] : list.split(",");
  for (const arn of arns) {
    if (!/^arn:[a-z-]+:kms:[^*?$\s]+$/.test(arn)) {
      throw new Error(`${name}: ${arn} is no ARN of kms that names a single thing`);
    }
  }
  return arns;
}
