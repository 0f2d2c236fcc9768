import { type CommonTemplate, commonTemplates } from "./common-template.ts";
import type { TrustFile, TrustSet } from "./trust-files.ts";
import { writeCloudFormation } from "./write-cloudformation.ts";
import { writeStackSetModule } from "./write-stack-set-module.ts";

/**
 * The form `stackset`: a folder for each template that several accounts share, with the values of each account, the commands that
 * make a StackSet of it, and the same for Terraform.
 * @param organizationalUnit whose accounts they are, where StackSets of the organization are used; undefined: roles of StackSets in the accounts
 */
export function writeStackSets(set: TrustSet, organizationalUnit: string | undefined): readonly TrustFile[] {
  const folders = commonTemplates(set).flatMap((common, index) => writeFolder(common, index + 1, organizationalUnit));
  const service = set.servicePolicies === undefined ? [] : writeCloudFormation({ ...set, accounts: [] });
  return [...folders, ...service];
}

function writeFolder(common: CommonTemplate, number: number, organizationalUnit: string | undefined): TrustFile[] {
  const name = `vend-roles-${number}`;
  const accounts = [...common.values.keys()];
  const overrides = [...common.values].map(([accountId, values]) => {
    return file(`${name}/overrides/${accountId}.json`, printJson(asOverrides(values)));
  });
  const module = writeStackSetModule(name, common, organizationalUnit);
  return [
    file(`${name}/roles.template.json`, printJson(common.template)),
    ...overrides,
    file(`${name}/create.sh`, create(name, accounts, organizationalUnit)),
    file(`${name}/update.sh`, update(name, accounts, organizationalUnit)),
    ...module.map(({ fileName, text }) => file(`${name}/terraform/${fileName}`, text)),
  ];
}

function file(fileName: string, text: string): TrustFile {
  return { of: fileName, fileName, text };
}

function printJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function asOverrides(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

const head = (note: string) => `#!/bin/sh
# ${note}
# With credentials of the account that administers StackSets. IAM is global: one region is enough.
set -e
cd "$(dirname "$0")"
: "\${AWS_REGION:?says in which region the stacks are}"
`;

function create(name: string, accounts: readonly string[], organizationalUnit: string | undefined): string {
  const model = organizationalUnit === undefined ? "SELF_MANAGED" : "SERVICE_MANAGED --auto-deployment Enabled=false";
  // Managed execution: operations queue up, instead of being refused while another is running.
  return `${head("Makes the StackSet, and a stack in each account. No external ID is on a command line.")}
aws cloudformation create-stack-set --region "$AWS_REGION" --stack-set-name ${name} --template-body file://roles.template.json --capabilities CAPABILITY_NAMED_IAM --permission-model ${model} --managed-execution Active=true
${accounts.map((id) => instances("create", name, id, organizationalUnit)).join("")}`;
}

function update(name: string, accounts: readonly string[], organizationalUnit: string | undefined): string {
  const model = organizationalUnit === undefined ? "SELF_MANAGED" : "SERVICE_MANAGED";
  return `${head("Brings template and values of a StackSet that is there up to date, account by account.")}
aws cloudformation update-stack-set --region "$AWS_REGION" --stack-set-name ${name} --template-body file://roles.template.json --capabilities CAPABILITY_NAMED_IAM --permission-model ${model}
${accounts.map((id) => instances("update", name, id, organizationalUnit)).join("")}`;
}

function instances(
  verb: "create" | "update",
  name: string,
  accountId: string,
  organizationalUnit: string | undefined,
): string {
  const target =
    organizationalUnit === undefined
      ? `--accounts ${accountId}`
      : `--deployment-targets OrganizationalUnitIds=${organizationalUnit},Accounts=${accountId},AccountFilterType=INTERSECTION`;
  return `aws cloudformation ${verb}-stack-instances --region "$AWS_REGION" --stack-set-name ${name} ${target} --regions "$AWS_REGION" --parameter-overrides file://overrides/${accountId}.json\n`;
}
