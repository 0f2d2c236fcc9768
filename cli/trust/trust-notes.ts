import type { ReadPolicyMap } from "../../shared/policy-map/read-policy-map.ts";
import { splitRoleArn } from "./account-roles.ts";
import { namesService } from "./names-service.ts";
import { externalIdReferences } from "./store-arns.ts";
import type { TrustSet } from "./trust-files.ts";

/**
 * Characters of a trust policy without white space that every account takes; more on request.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const usualTrustPolicy = 2_048;

/** Managed policies that a role takes; up to 20 on request. */
const usualManagedPolicies = 10;

/** Resources that a CloudFormation template takes. */
const mostResources = 500;

/** What was said of the service, besides the map. */
export interface TrustAsked {
  readonly policyMap?: unknown;
  readonly region?: string;
  readonly local?: true;
}

type TrustedMap = Pick<ReadPolicyMap, "document" | "rotations">;

/** What a reader must know before it deploys what was printed. */
export function trustNotes(set: TrustSet, map: TrustedMap, asked: TrustAsked): readonly string[] {
  const { grants } = map.document;
  const { accounts, knowsServiceRole, servicePolicies = [] } = set;
  const [first] = set.serviceRoleArns;
  const partition = splitRoleArn(first).partition;
  const elsewhere = grants.filter(({ targets }) =>
    targets.some(({ roleArn }) => splitRoleArn(roleArn).partition !== partition),
  );
  const long = accounts.flatMap(({ roles }) =>
    roles.filter(({ trustPolicy }) => JSON.stringify(trustPolicy).length > usualTrustPolicy),
  );
  const text = JSON.stringify(accounts);
  return [
    ...(knowsServiceRole ? [] : [`no --service-role was given: ${first} stands in its place`]),
    ...(elsewhere.length === 0
      ? []
      : [`a role of partition ${partition} cannot assume roles of another: ${elsewhere.length} grants are left out`]),
    ...long.map(
      ({ arn }) => `the trust policy of ${arn} is over ${usualTrustPolicy} characters: ask AWS for a longer one`,
    ),
    ...sameNames(accounts),
    ...deployedFirst(set),
    ...accounts
      .filter(({ roles }) => roles.length > mostResources)
      .map(
        ({ accountId }) =>
          `account ${accountId} has over ${mostResources} roles, the most that a CloudFormation template takes`,
      ),
    ...(servicePolicies.length > usualManagedPolicies
      ? [
          `the service's permissions take ${servicePolicies.length} managed policies, and a role takes ${usualManagedPolicies} (20 on request): give the roles a common path, and allow that path instead`,
        ]
      : []),
    ...(set.servicePolicies === undefined || asked.local === true ? [] : rightsLeftOut(map, asked)),
    ...(/"<(?:value|member) /.test(text)
      ? [
          "external IDs that the map keeps in SSM or Secrets Manager are not printed: put them where <value of ...> stands",
        ]
      : []),
  ];
}

/** What the service needs and the map alone does not tell. The local stack reads nothing of AWS's. */
function rightsLeftOut({ document, rotations }: TrustedMap, { policyMap, region }: TrustAsked): readonly string[] {
  const references = externalIdReferences(document, rotations).length;
  return [
    ...(policyMap === undefined
      ? ["no --policy-map was given: the right to read the map is not among the service's"]
      : []),
    ...(region === undefined && references > 0
      ? [
          `no --region was given: the rights to read what external IDs are kept in (${references}) are not among the service's`,
        ]
      : []),
  ];
}

/** In IAM a name is taken whatever its path. */
function sameNames(accounts: TrustSet["accounts"]): readonly string[] {
  return accounts.flatMap(({ accountId, roles }) => {
    const twice = roles.filter(({ name }, index) => roles.findIndex((other) => other.name === name) < index);
    return twice.map(
      ({ name }) => `account ${accountId} cannot have two roles named ${name}: only one of them is printed in json`,
    );
  });
}

/** IAM takes no principal that is not there yet. */
function deployedFirst(set: TrustSet): readonly string[] {
  const first = new Set<string>();
  for (const { accountId, roles } of set.accounts) {
    const statements = roles.flatMap(({ trustPolicy }) => trustPolicy.Statement);
    for (const { Principal } of statements.filter((statement) => !namesService(statement, set))) {
      const others = [Principal.AWS].flat().map((arn) => splitRoleArn(arn).accountId);
      for (const other of others.filter((id) => id !== accountId)) first.add(other);
    }
  }
  return first.size === 0 ? [] : [`deploy account ${[...first].join(", ")} first: roles of others trust its roles`];
}
