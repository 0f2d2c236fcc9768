import type { TrustPolicy, TrustStatement } from "../../shared/policy-map/trust-policies.ts";
import { CliError } from "../cli-error.ts";
import type { NeededRole } from "./account-roles.ts";
import { namesService } from "./names-service.ts";
import type { TrustSet } from "./trust-files.ts";

/** Parts of a template as CloudFormation has them. */
export interface AccountTemplate {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Description: string;
  readonly Parameters?: Readonly<Record<string, object>>;
  readonly Conditions?: Readonly<Record<string, object>>;
  readonly Resources: Readonly<Record<string, object>>;
}

/** What is said of the roles of an account. */
export interface TemplateWording {
  readonly description: string;
  /** Tells apart roles whose names read the same once only letters and digits are left of them. */
  readonly digest: (role: NeededRole) => string;
}

/**
 * A template with the roles of one account. The service's ARNs are a parameter, where a role trusts it.
 * @throws CliError for an ARN that a list of CloudFormation's cannot hold
 */
export function accountTemplate(
  roles: readonly NeededRole[],
  set: TrustSet,
  { description, digest }: TemplateWording,
): AccountTemplate {
  const logicalId = (role: NeededRole) => `Role${role.name.replace(/[^A-Za-z0-9]/g, "").slice(0, 100)}${digest(role)}`;
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: description.slice(0, 1_024),
    ...(roles.some((role) => trusts(role, set)) && { Parameters: { [parameter]: serviceParameter(set) } }),
    Resources: Object.fromEntries(roles.map((role) => [logicalId(role), writeRole(role, roles, set, logicalId)])),
  };
}

const parameter = "VendingServiceRoleArns";

function serviceParameter({ knowsServiceRole, serviceRoleArns }: TrustSet): object {
  const torn = serviceRoleArns.find((arn) => arn.includes(","));
  if (torn !== undefined) {
    throw new CliError(
      `--service-role: ${torn} has a comma, at which CloudFormation would part it; use --as terraform`,
    );
  }
  return {
    Type: "CommaDelimitedList",
    Description: "ARNs of the roles that the credential vending service runs as, one in each region",
    AllowedPattern: "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+",
    ...(knowsServiceRole && { Default: serviceRoleArns.join(",") }),
  };
}

type LogicalId = (role: NeededRole) => string;

function writeRole(role: NeededRole, siblings: readonly NeededRole[], set: TrustSet, logicalId: LogicalId): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: role.name,
      ...(role.path !== "/" && { Path: role.path }),
      MaxSessionDuration: role.maxSessionSeconds,
      AssumeRolePolicyDocument: withReferences(role.trustPolicy, siblings, set, logicalId),
      ...(role.assumePolicy !== undefined && {
        Policies: [{ PolicyName: "assume-the-next-role", PolicyDocument: role.assumePolicy }],
      }),
    },
  };
}

function trusts({ trustPolicy }: NeededRole, set: TrustSet): boolean {
  return trustPolicy.Statement.some((statement) => namesService(statement, set));
}

/**
 * The service's ARNs are a reference to the parameter; that of a role of the same template a reference to that role, since IAM
 * takes no principal that is not there yet.
 */
function withReferences(
  { Version, Statement }: TrustPolicy,
  siblings: readonly NeededRole[],
  set: TrustSet,
  logicalId: LogicalId,
): object {
  const trusted = (statement: TrustStatement): unknown => {
    if (namesService(statement, set)) return { Ref: parameter };
    const { AWS: role } = statement.Principal;
    const sibling = siblings.find(({ arn }) => arn === role);
    return sibling === undefined ? role : { "Fn::GetAtt": [logicalId(sibling), "Arn"] };
  };
  return {
    Version,
    Statement: Statement.map((statement) => ({ ...statement, Principal: { AWS: trusted(statement) } })),
  };
}
