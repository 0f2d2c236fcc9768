import type { CommonTemplate } from "./common-template.ts";

/** The same StackSet as a Terraform module: a stack for each account, and external IDs in a file of values. */
export function writeStackSetModule(
  name: string,
  { values }: CommonTemplate,
  organizationalUnit: string | undefined,
): readonly { readonly fileName: string; readonly text: string }[] {
  const accounts = Object.fromEntries(values);
  return [
    { fileName: "main.tf", text: organizationalUnit === undefined ? selfManaged(name) : serviceManaged(name) },
    {
      fileName: "terraform.tfvars.json",
      text: `${JSON.stringify({ accounts, ...(organizationalUnit !== undefined && { organizational_unit: organizationalUnit }) }, undefined, 2)}\n`,
    },
  ];
}

const accountsVariable = `variable "accounts" {
  type        = map(map(string))
  description = "By account id: the template's parameters, which hold external IDs"
  sensitive   = true
}
`;

function stackSet(name: string, more: string): string {
  return `resource "aws_cloudformation_stack_set" "roles" {
  name             = "${name}"
  template_body    = file("\${path.module}/../roles.template.json")
  capabilities     = ["CAPABILITY_NAMED_IAM"]
${more}
  managed_execution {
    active = true
  }
}
`;
}

function selfManaged(name: string): string {
  return `${accountsVariable}
${stackSet(name, '  permission_model = "SELF_MANAGED"\n')}
resource "aws_cloudformation_stack_set_instance" "roles" {
  for_each = nonsensitive(toset(keys(var.accounts)))

  stack_set_name      = aws_cloudformation_stack_set.roles.name
  account_id          = each.key
  parameter_overrides = var.accounts[each.key]
}
`;
}

function serviceManaged(name: string): string {
  return `${accountsVariable}
variable "organizational_unit" {
  type        = string
  description = "Id of the unit that the accounts are in"
}

${stackSet(name, '  permission_model = "SERVICE_MANAGED"\n\n  auto_deployment {\n    enabled = false\n  }\n')}
resource "aws_cloudformation_stack_set_instance" "roles" {
  for_each = nonsensitive(toset(keys(var.accounts)))

  stack_set_name      = aws_cloudformation_stack_set.roles.name
  parameter_overrides = var.accounts[each.key]

  deployment_targets {
    organizational_unit_ids = [var.organizational_unit]
    accounts                = [each.key]
    account_filter_type     = "INTERSECTION"
  }
}
`;
}
