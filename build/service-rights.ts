import { parseKeySetsLocation } from "../shared/config/parse-key-sets-location.ts";
import { parsePolicyMapLocation } from "../shared/config/parse-policy-map-location.ts";
import { type Right, readingRights, type ServiceStores } from "../shared/config/reading-rights.ts";
import { tableNamePattern } from "../shared/config/table-name-pattern.ts";
import type { KeySetsLocation } from "../shared/model/policy-map-location.ts";

/** What the service is deployed with, as `serverless.yml` has it: lists separated by commas, empty for none. */
export interface DeployedWith {
  readonly policyMap: string;
  readonly roleArns: string;
  readonly externalIdArns: string;
  readonly kmsKeyArns: string;
  readonly keySets: string;
  readonly sharedSessionsTable: string;
  readonly sharedSessionsKey: string;
}

/** A statement of an IAM policy within a CloudFormation template. */
interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly (string | { readonly "Fn::Sub": string })[];
}

/** As CloudFormation fills them in. */
const deployedTo = { partition: `\${AWS::Partition}`, region: `\${AWS::Region}`, accountId: `\${AWS::AccountId}` };

/**
 * The least that the service must be allowed: to assume its roles, and to read its map and the external IDs that the map refers
 * to. Each by its own name and with no default: a service that may read or assume anything is worth stealing.
 * @throws Error for what names no single thing
 */
export function serviceRights(deployed: DeployedWith): readonly Statement[] {
  const { policyMap, roleArns, externalIdArns, kmsKeyArns, keySets } = deployed;
  if (roleArns === "") throw new Error("ROLE_ARNS: names no role, and the service is for nothing else");
  const assuming = {
    actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    resources: readArns("ROLE_ARNS", roleArns, ["iam"]),
  };
  const externalIds = readArns("EXTERNAL_ID_ARNS", externalIdArns, ["ssm", "secretsmanager"]);
  const reading = readRights({
    policyMap: parsePolicyMapLocation(policyMap),
    keySets: readKeySets(keySets),
    sharedSessions: readSharedSessions(deployed),
    parameters: externalIds.filter((arn) => serviceOf(arn) === "ssm"),
    secrets: externalIds.filter((arn) => serviceOf(arn) === "secretsmanager"),
    keys: readArns("KMS_KEY_ARNS", kmsKeyArns, ["kms"]),
  });
  return [assuming, ...reading].map(toStatement);
}

/**
 * The least for the function that fetches key sets, which has a role of its own: it assumes nothing, and it alone may write what all
 * others trust.
 * @throws Error for what names no single thing
 */
export function keyRefreshRights({ policyMap, kmsKeyArns, keySets }: DeployedWith): readonly Statement[] {
  const location = readKeySets(keySets);
  const keys = readArns("KMS_KEY_ARNS", kmsKeyArns, ["kms"]);
  const reading = readRights({
    policyMap: parsePolicyMapLocation(policyMap),
    keySets: location,
    parameters: [],
    secrets: [],
    keys,
  });
  const object = location?.kind === "s3" ? [`arn:${deployedTo.partition}:s3:::${location.bucket}/${location.key}`] : [];
  const writing = [
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [logGroup] },
    { actions: ["s3:PutObject"], resources: object },
    { actions: ["kms:GenerateDataKey"], resources: object.length > 0 ? keys : [] },
  ];
  return [...reading, ...writing].filter(({ resources }) => resources.length > 0).map(toStatement);
}

/** Of the function, by the name that the framework gives it. */
const logGroup = `arn:${deployedTo.partition}:logs:${deployedTo.region}:${deployedTo.accountId}:log-group:/aws/lambda/*-refresh-key-sets:*`;

function toStatement({ actions, resources }: Right): Statement {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: resources.map((arn) => (arn.includes("$") ? { "Fn::Sub": arn } : arn)),
  };
}

function readSharedSessions({
  sharedSessionsTable: table,
  sharedSessionsKey,
}: DeployedWith): ServiceStores["sharedSessions"] {
  if (table === "" && sharedSessionsKey === "") return undefined;
  const [keyArn] = readArns("SHARED_SESSIONS_KEY", sharedSessionsKey, ["kms"]);
  if (!tableNamePattern.test(table) || keyArn === undefined) {
    throw new Error("SHARED_SESSIONS_TABLE: both it, a table's name, and SHARED_SESSIONS_KEY must be set, or neither");
  }
  return { table, keyArn };
}

function readKeySets(text: string): KeySetsLocation | undefined {
  if (text === "") return undefined;
  try {
    return parseKeySetsLocation(text);
  } catch (cause) {
    throw new Error(`KEY_SETS: ${cause instanceof Error ? cause.message : "unreadable"}`, { cause });
  }
}

function readRights(stores: ServiceStores): readonly Right[] {
  try {
    return readingRights(stores, deployedTo);
  } catch (cause) {
    throw new Error(`POLICY_MAP: ${cause instanceof Error ? cause.message : "unreadable"}`, { cause });
  }
}

function serviceOf(arn: string): string | undefined {
  return /^arn:[a-z-]+:([a-z]+):[^*?$\s]+$/.exec(arn)?.[1];
}

function readArns(name: string, list: string, services: readonly string[]): readonly string[] {
  const arns = list === "" ? [] : list.split(",");
  for (const arn of arns) {
    if (!services.includes(serviceOf(arn) ?? "")) {
      throw new Error(`${name}: ${arn} is no ARN of ${services.join(" or ")} that names a single thing`);
    }
  }
  return arns;
}

/** As `serverless.yml` asks a file for values. */
interface Resolver {
  readonly resolveVariable: (name: string) => Promise<string>;
}

async function readDeployed({ resolveVariable }: Resolver): Promise<DeployedWith> {
  const read = (name: string) => resolveVariable(`param:${name}`);
  return {
    policyMap: await read("policyMap"),
    roleArns: await read("roleArns"),
    externalIdArns: await read("externalIdArns"),
    kmsKeyArns: await read("kmsKeyArns"),
    keySets: await read("keySets"),
    sharedSessionsTable: await read("sharedSessionsTable"),
    sharedSessionsKey: await read("sharedSessionsKey"),
  };
}

/** What `serverless.yml` asks the bundle of this file for. */
export async function statements(resolver: Resolver): Promise<readonly Statement[]> {
  return serviceRights(await readDeployed(resolver));
}

/** The same for the role of the function that fetches key sets. */
export async function keyRefreshStatements(resolver: Resolver): Promise<readonly Statement[]> {
  return keyRefreshRights(await readDeployed(resolver));
}

/** Whether that function runs at all. */
export async function refreshesKeySets(resolver: Resolver): Promise<boolean> {
  return (await readDeployed(resolver)).keySets !== "";
}
