import type { KeySetsLocation, PolicyMapLocation } from "../model/policy-map-location.ts";

/** Where the service runs: values, or what a template has in their place. */
export interface ServicePlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What the service keeps and reads beside the roles that it assumes. */
export interface ServiceStores {
  readonly policyMap?: PolicyMapLocation | undefined;
  /** What a function of its own writes. */
  readonly keySets?: KeySetsLocation | undefined;
  /** ARNs of what external IDs are kept in. */
  readonly parameters: readonly string[];
  readonly secrets: readonly string[];
  /** ARNs of KMS keys of its own that any of it is encrypted with. */
  readonly keys: readonly string[];
  /** Name of the table that remembers one-time uses. */
  readonly replayTable?: string | undefined;
  /** The table of the sessions that instances share, and the ARN of the key that they are sealed under. */
  readonly sharedSessions?: { readonly table: string; readonly keyArn: string } | undefined;
}

/** Leave for these actions on these ARNs. */
export interface Right {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** As AppConfig names what it has made. */
const appConfigId = /^[a-z0-9]{4,7}$/;

/**
 * The least that the service must be allowed to reach its stores: each by its own name, without those that there are none of.
 * @throws Error for a policy map whose name names no single thing to IAM
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function readingRights(stores: ServiceStores, place: ServicePlace): readonly Right[] {
  const { policyMap, keySets, parameters, secrets, keys, replayTable, sharedSessions } = stores;
  const table = replayTable === undefined ? [] : [regional("dynamodb", `table/${replayTable}`, place)];
  return [
    ...(policyMap === undefined ? [] : mapRights(policyMap, place)),
    ...(keySets === undefined ? [] : mapRights(keySets, place)),
    { actions: ["ssm:GetParameter"], resources: parameters },
    { actions: ["secretsmanager:GetSecretValue"], resources: secrets },
    { actions: ["kms:Decrypt"], resources: keys },
    { actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"], resources: table },
    ...(sharedSessions === undefined ? [] : sharingRights(sharedSessions, place)),
  ].filter(({ resources }) => resources.length > 0);
}

function sharingRights(
  { table, keyArn }: { readonly table: string; readonly keyArn: string },
  place: ServicePlace,
): readonly Right[] {
  const actions = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"];
  return [
    { actions, resources: [regional("dynamodb", `table/${table}`, place)] },
    { actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [keyArn] },
  ];
}

function mapRights(location: PolicyMapLocation, place: ServicePlace): readonly Right[] {
  switch (location.kind) {
    case "file":
      return [];
    case "s3": {
      const object = `arn:${place.partition}:s3:::${location.bucket}/${singleKey(location.key)}`;
      return [{ actions: ["s3:GetObject"], resources: [object] }];
    }
    case "ssm": {
      const parameter = regional("ssm", `parameter${location.name}`, place);
      // The parts of a split map lie below its name.
      return [
        { actions: ["ssm:GetParameter"], resources: [parameter] },
        { actions: ["ssm:GetParameters"], resources: [`${parameter}/*`] },
      ];
    }
    case "appconfig": {
      const { application, environment, profile } = location;
      if (![application, environment, profile].every((part) => appConfigId.test(part))) {
        throw new Error("IAM knows what is in AppConfig by its id; give ids in place of names");
      }
      const path = `application/${application}/environment/${environment}/configuration/${profile}`;
      const actions = ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"];
      return [{ actions, resources: [regional("appconfig", path, place)] }];
    }
  }
}

/** A key of S3 may hold what IAM takes for a wildcard or a variable, or CloudFormation for a variable of its own. */
function singleKey(key: string): string {
  if (/[*$]/.test(key)) throw new Error("a key with * or $ names more than one object to IAM; use another");
  return key;
}

function regional(service: string, rest: string, { partition, region, accountId }: ServicePlace): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
}
