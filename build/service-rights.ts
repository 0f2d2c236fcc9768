import { parsePolicyMapLocation } from "../shared/config/parse-policy-map-location.ts";
import type { PolicyMapLocation } from "../shared/model/policy-map-location.ts";

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

/** As AppConfig names what it has made. */
const appConfigId = /^[a-z0-9]{4,7}$/;

/**
 * The least that the service must be allowed: to assume its roles, and to read its map and the external IDs that the map refers
 * to. Each by its own name and with no default: a service that may read or assume anything is worth stealing.
 * @throws Error for what names no single thing
 */
export function serviceRights({ policyMap, roleArns, externalIdArns, kmsKeyArns }: DeployedWith): readonly Statement[] {
  if (roleArns === "") throw new Error("ROLE_ARNS: names no role, and the service is for nothing else");
  return [
    allow(["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"], readArns("ROLE_ARNS", roleArns, ["iam"])),
    ...mapRights(parsePolicyMapLocation(policyMap)),
    ...externalIdRights(readArns("EXTERNAL_ID_ARNS", externalIdArns, ["ssm", "secretsmanager"])),
    allow(["kms:Decrypt"], readArns("KMS_KEY_ARNS", kmsKeyArns, ["kms"])),
  ].filter(({ Resource }) => Resource.length > 0);
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
function mapRights(location: PolicyMapLocation): readonly Statement[] {
  switch (location.kind) {
    case "file":
      return [];
    case "s3":
      return [allow(["s3:GetObject"], [within(`s3:::${location.bucket}/${singleKey(location.key)}`)])];
    case "ssm": {
      const parameter = `ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${location.name}`;
      // The parts of a split map lie below its name.
      return [
        allow(["ssm:GetParameter"], [within(parameter)]),
        allow(["ssm:GetParameters"], [within(`${parameter}/*`)]),
      ];
    }
    case "appconfig": {
      const { application, environment, profile } = location;
      if (![application, environment, profile].every((part) => appConfigId.test(part))) {
        throw new Error(
          "POLICY_MAP: IAM knows what is in AppConfig by its id; give ids in place of names to deploy with",
        );
      }
      const path = `application/${application}/environment/${environment}/configuration/${profile}`;
      return [
        allow(
          ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"],
          [within(`appconfig:\${AWS::Region}:\${AWS::AccountId}:${path}`)],
        ),
      ];
    }
  }
}

function externalIdRights(arns: readonly string[]): readonly Statement[] {
  const ofService = (service: string) => arns.filter((arn) => serviceOf(arn) === service);
  return [
    allow(["ssm:GetParameter"], ofService("ssm")),
    allow(["secretsmanager:GetSecretValue"], ofService("secretsmanager")),
  ];
}

function allow(actions: readonly string[], resources: Statement["Resource"]): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources };
}

/** A key of S3 may hold what IAM takes for a wildcard or a variable, or CloudFormation for a variable of its own. */
function singleKey(key: string): string {
  if (/[*$]/.test(key)) throw new Error("POLICY_MAP: a key with * or $ names more than one object to IAM; use another");
  return key;
}

/** An ARN in the partition that is deployed to. */
function within(rest: string): { readonly "Fn::Sub": string } {
  return { "Fn::Sub": `arn:\${AWS::Partition}:${rest}` };
}

function serviceOf(arn: string): string | undefined {
  return /^arn:[a-z-]+:([a-z]+):[^*?\s]+$/.exec(arn)?.[1];
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
