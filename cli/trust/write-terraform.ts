import { createHash } from "node:crypto";
import type { TrustPolicy } from "../../shared/policy-map/trust-policies.ts";
import type { NeededRole } from "./account-roles.ts";
import { knownServiceNames } from "./known-service-names.ts";
import { namesService } from "./names-service.ts";
import type { TrustFile, TrustSet } from "./trust-files.ts";

/**
 * The form `terraform`: a module for each account with its roles, and one for the service's own roles; in folders of their
 * own, since each is applied with the credentials of another account.
 */
export function writeTerraform(set: TrustSet): readonly TrustFile[] {
  const accounts = set.accounts.map(({ accountId, names, roles }) => {
    const title = names.length === 0 ? accountId : `${accountId} (${names.join(", ")})`;
    const head = `# Roles of account ${title} that the credential vending service gives sessions of.\n`;
    return file(accountId, [head, ...serviceVariable(set), ...roles.map((role) => writeRole(role, roles, set))]);
  });
  const service = set.servicePolicies ?? [];
  return service.length === 0 ? accounts : [...accounts, file("service", writeService(set))];
}

const variable = "vending_service_role_arns";

function file(of: string, blocks: readonly string[]): TrustFile {
  return { of, fileName: `${of}/main.tf`, text: blocks.join("\n") };
}

function serviceVariable(set: TrustSet): readonly string[] {
  const { accounts, knowsServiceRole, serviceRoleArns } = set;
  const isUsed = accounts.some(({ roles }) =>
    roles.some(({ trustPolicy }) => trustPolicy.Statement.some((statement) => namesService(statement, set))),
  );
  return isUsed
    ? [
        writeVariable(
          variable,
          "ARNs of the roles that the credential vending service runs as, one in each region",
          knowsServiceRole ? serviceRoleArns : undefined,
        ),
      ]
    : [];
}

function writeVariable(name: string, description: string, fallback: readonly string[] | undefined): string {
  const rows: [string, string][] = [
    ["type", "list(string)"],
    ["description", quote(description)],
    ...(fallback === undefined ? [] : ([["default", writeValue(fallback, 1)]] as [string, string][])),
  ];
  return `variable ${quote(name)} {\n${alignRows(rows)}}\n`;
}

function writeRole(role: NeededRole, siblings: readonly NeededRole[], set: TrustSet): string {
  const { name, path, maxSessionSeconds, trustPolicy, assumePolicy } = role;
  const id = resourceId(role);
  const text = `resource "aws_iam_role" ${quote(id)} {
  name                 = ${quote(name)}
  path                 = ${quote(path)}
  max_session_duration = ${maxSessionSeconds}
  assume_role_policy = jsonencode(${writeTrust(trustPolicy, siblings, set)})
}
`;
  if (assumePolicy === undefined) {
    return text;
  }
  return `${text}
resource "aws_iam_role_policy" ${quote(id)} {
  name = "assume-the-next-role"
  role = aws_iam_role.${id}.name
  policy = jsonencode(${writeValue(assumePolicy, 1)})
}
`;
}

/**
 * The service's ARNs come from the variable, so that the same module serves every stage, and one region as well as several; that of a role beside this one from
 * that role, since IAM takes no principal that is not there yet.
 */
function writeTrust(policy: TrustPolicy, siblings: readonly NeededRole[], set: TrustSet): string {
  const [first] = set.serviceRoleArns;
  const statements = policy.Statement.map((statement) =>
    namesService(statement, set) ? { ...statement, Principal: { AWS: first } } : statement,
  );
  return writeValue({ ...policy, Statement: statements }, 1, (text) => {
    const sibling = siblings.find(({ arn }) => arn === text);
    return text === first
      ? `var.${variable}`
      : sibling === undefined
        ? quote(text)
        : `aws_iam_role.${resourceId(sibling)}.arn`;
  });
}

function writeService({ servicePolicies = [], ...set }: TrustSet): readonly string[] {
  return [
    "# What the credential vending service may do: assume the roles of its policy map, and read what it is deployed with.\n",
    writeVariable(
      "vending_service_role_names",
      "Names (without path) of the roles that the service runs as",
      knownServiceNames(set),
    ),
    ...servicePolicies.map(
      (policy, index) => `resource "aws_iam_policy" "service_rights_${index + 1}" {
  name_prefix = "vend-service-rights-${index + 1}-"
  policy = jsonencode(${writeValue(policy, 1)})
}

resource "aws_iam_role_policy_attachment" "service_rights_${index + 1}" {
  for_each   = toset(var.vending_service_role_names)
  role       = each.value
  policy_arn = aws_iam_policy.service_rights_${index + 1}.arn
}
`,
    ),
  ];
}

/** A value as `terraform fmt` lays it out. */
function writeValue(value: unknown, depth: number, writeText: (text: string) => string = quote): string {
  const indent = "  ".repeat(depth);
  if (Array.isArray(value)) {
    if (value.every((member) => typeof member === "string")) {
      return `[${value.map((member) => writeText(member)).join(", ")}]`;
    }
    const members = value.map((member) => `${indent}  ${writeValue(member, depth + 1, writeText)},\n`);
    return `[\n${members.join("")}${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const rows = Object.entries(value).map(([name, member]): [string, string] => [
      /^[A-Za-z]\w*$/.test(name) ? name : quote(name),
      writeValue(member, depth + 1, writeText),
    ]);
    return `{\n${alignRows(rows, depth + 1)}${indent}}`;
  }
  return typeof value === "string" ? writeText(value) : String(value);
}

/** Equals signs below each other, for rows that follow each other and take one line. */
function alignRows(rows: readonly (readonly [name: string, value: string])[], depth = 1): string {
  const indent = "  ".repeat(depth);
  const isShort = (row: (typeof rows)[number] | undefined) => row !== undefined && !row[1].includes("\n");
  return rows
    .map(([name, value], index) => {
      let first = index;
      while (isShort(rows[first]) && isShort(rows[first - 1])) {
        first -= 1;
      }
      let end = first;
      while (isShort(rows[end])) {
        end += 1;
      }
      const width = Math.max(name.length, ...rows.slice(first, end).map(([other]) => other.length));
      return `${indent}${isShort(rows[index]) ? name.padEnd(width) : name} = ${value}\n`;
    })
    .join("");
}

/** HCL's strings are JSON's, but that `\${` and `%{` begin a template. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("${", "$${").replaceAll("%{", "%%{");
}

function resourceId({ arn, name }: NeededRole): string {
  const digest = createHash("sha256").update(arn).digest("hex").slice(0, 8);
  return `${name.replace(/[^A-Za-z0-9_-]/g, "_").replace(/^[^A-Za-z_]/, "_$&")}_${digest}`;
}
