import { parsePolicyMapLocation } from "../shared/config/parse-policy-map-location.ts";
import { type Right, readingRights, type ServiceStores } from "../shared/config/reading-rights.ts";

/** What the service is deployed with, as `serverless.yml` has it: lists separated by commas, empty for none. */
export interface DeployedWith {
  readonly policyMap: string;
  readonly roleArns: string;
  readonly externalIdArns: string;
  readonly kmsKeyArns: string;
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
export function serviceRights({ policyMap, roleArns, externalIdArns, kmsKeyArns }: DeployedWith): readonly Statement[] {
  if (roleArns === "") throw new Error("ROLE_ARNS: names no role, and the service is for nothing else");
  const assuming = {
    actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    resources: readArns("ROLE_ARNS", roleArns, ["iam"]),
  };
  const externalIds = readArns("EXTERNAL_ID_ARNS", externalIdArns, ["ssm", "secretsmanager"]);
  const reading = readRights({
    policyMap: parsePolicyMapLocation(policyMap),
    parameters: externalIds.filter((arn) => serviceOf(arn) === "ssm"),
    secrets: externalIds.filter((arn) => serviceOf(arn) === "secretsmanager"),
    keys: readArns("KMS_KEY_ARNS", kmsKeyArns, ["kms"]),
  });
  return [assuming, ...reading].map(({ actions, resources }) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resources.map((arn) => (arn.includes("$") ? { "Fn::Sub": arn } : arn)),
  }));
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

/** What `serverless.yml` asks the bundle of this file for. */
export async function statements({
  resolveVariable,
}: {
  readonly resolveVariable: (name: string) => Promise<string>;
}): Promise<readonly Statement[]> {
  const read = (name: string) => resolveVariable(`param:${name}`);
  return serviceRights({
    policyMap: await read("policyMap"),
    roleArns: await read("roleArns"),
    externalIdArns: await read("externalIdArns"),
    kmsKeyArns: await read("kmsKeyArns"),
  });
}
