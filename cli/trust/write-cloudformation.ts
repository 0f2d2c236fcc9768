import { createHash } from "node:crypto";
import type { TrustPolicy, TrustStatement } from "../../shared/policy-map/trust-policies.ts";
import { type NeededRole, splitRoleArn } from "./account-roles.ts";
import type { TrustFile, TrustSet } from "./trust-files.ts";

/**
 * The form `cloudformation`: a template for each account with its roles, to deploy there or from a StackSet, and one for
 * the service's own role. The service's ARN is a parameter, so that the same template serves every stage.
 */
export function writeCloudFormation(set: TrustSet): readonly TrustFile[] {
  const accounts = set.accounts.map(({ accountId, names, roles }) => {
    const title = names.length === 0 ? accountId : `${accountId} (${names.join(", ")})`;
    return file(accountId, {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Roles of account ${title} that the credential vending service gives sessions of`.slice(0, 1_024),
      ...(roles.some((role) => trusts(role, set)) && { Parameters: { [parameter]: serviceParameter(set) } }),
      Resources: Object.fromEntries(roles.map((role) => [logicalId(role), writeRole(role, roles, set)])),
    });
  });
  const service = set.servicePolicies ?? [];
  return service.length === 0 ? accounts : [...accounts, file("service", writeService(set))];
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

function file(of: string, template: object): TrustFile {
  return { of, fileName: `${of}.template.json`, text: `${JSON.stringify(template, undefined, 2)}\n` };
}

function writeRole(role: NeededRole, siblings: readonly NeededRole[], set: TrustSet): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: role.name,
      ...(role.path !== "/" && { Path: role.path }),
      MaxSessionDuration: role.maxSessionSeconds,
      AssumeRolePolicyDocument: withReferences(role.trustPolicy, siblings, set),
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

function writeService({ servicePolicies = [], knowsServiceRole, serviceRoleArn }: TrustSet): object {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "What the credential vending service may do: assume the roles of its policy map, and read what it is deployed with",
    Parameters: {
      VendingServiceRoleName: {
        Type: "String",
        Description: "Name (without path) of the role that the credential vending service runs as",
        ...(knowsServiceRole && { Default: splitRoleArn(serviceRoleArn).name }),
      },
    },
    Resources: Object.fromEntries(
      servicePolicies.map((policy, index) => [
        `ServiceRights${index + 1}`,
        {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { PolicyDocument: policy, Roles: [{ Ref: "VendingServiceRoleName" }] },
        },
      ]),
    ),
  };
}

/** Letters and digits only; a digest tells apart what would otherwise read the same. */
function logicalId({ arn, name }: NeededRole): string {
  const digest = createHash("sha256").update(arn).digest("hex").slice(0, 8);
  return `Role${name.replace(/[^A-Za-z0-9]/g, "").slice(0, 100)}${digest}`;
}
