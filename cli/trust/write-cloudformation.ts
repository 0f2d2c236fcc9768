import { createHash } from "node:crypto";
import { accountTemplate } from "./account-template.ts";
import { knownServiceNames } from "./known-service-names.ts";
import type { TrustFile, TrustSet } from "./trust-files.ts";

/**
 * The form `cloudformation`: a template for each account with its roles, and one for
 * the service's own roles. The service's ARNs are a parameter, so that the same template serves every stage, and one region as well as several.
 */
export function writeCloudFormation(set: TrustSet): readonly TrustFile[] {
  const accounts = set.accounts.map(({ accountId, names, roles }) => {
    const title = names.length === 0 ? accountId : `${accountId} (${names.join(", ")})`;
    const description = `Roles of account ${title} that the credential vending service gives sessions of`;
    return file(accountId, accountTemplate(roles, set, { description, digest: ({ arn }) => digestOf(arn) }));
  });
  const service = set.servicePolicies ?? [];
  return service.length === 0 ? accounts : [...accounts, file("service", writeService(set))];
}

function digestOf(arn: string): string {
  return createHash("sha256").update(arn).digest("hex").slice(0, 8);
}

function file(of: string, template: object): TrustFile {
  return { of, fileName: `${of}.template.json`, text: `${JSON.stringify(template, undefined, 2)}\n` };
}

function writeService({ servicePolicies = [], ...set }: TrustSet): object {
  const names = knownServiceNames(set);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "What the credential vending service may do: assume the roles of its policy map, and read what it is deployed with",
    Parameters: {
      VendingServiceRoleNames: {
        Type: "CommaDelimitedList",
        Description: "Names (without path) of the roles that the credential vending service runs as",
        ...(names !== undefined && { Default: names.join(",") }),
      },
    },
    Resources: Object.fromEntries(
      servicePolicies.map((policy, index) => [
        `ServiceRights${index + 1}`,
        {
          Type: "AWS::IAM::ManagedPolicy",
          Properties: { PolicyDocument: policy, Roles: { Ref: "VendingServiceRoleNames" } },
        },
      ]),
    ),
  };
}
