import type { TrustPolicy, TrustStatement } from "../../shared/policy-map/trust-policies.ts";
import type { NeededRole } from "./account-roles.ts";
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

/** A template with the roles of one account. The service's ARN is a parameter, where a role trusts it. */
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

const parameter = "VendingServiceRoleArn";

function serviceParameter({ knowsServiceRole, serviceRoleArn }: TrustSet): object {
  return {
    Type: "String",
    Description: "ARN of the role that the credential vending service runs as",
    AllowedPattern: "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+",
    ...(knowsServiceRole && { Default: serviceRoleArn }),
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

function trusts({ trustPolicy }: NeededRole, { serviceRoleArn }: TrustSet): boolean {
  return trustPolicy.Statement.some(({ Principal }) => Principal.AWS === serviceRoleArn);
}

/**
 * The service's ARN is a reference to the parameter; that of a role of the same template a reference to that role, since IAM
 * takes no principal that is not there yet.
 */
function withReferences(
  { Version, Statement }: TrustPolicy,
  siblings: readonly NeededRole[],
  { serviceRoleArn }: TrustSet,
  logicalId: LogicalId,
): object {
  const principal = ({ AWS }: TrustStatement["Principal"]): object => {
    const sibling = siblings.find(({ arn }) => arn === AWS);
    return {
      AWS:
        AWS === serviceRoleArn
          ? { Ref: parameter }
          : sibling === undefined
            ? AWS
            : { "Fn::GetAtt": [logicalId(sibling), "Arn"] },
    };
  };
  return {
    Version,
    Statement: Statement.map(({ Principal, ...rest }) => ({ ...rest, Principal: principal(Principal) })),
  };
}
