import type { Accounts } from "./accounts.ts";
import { type RoleInput, roleSchema } from "./accounts-schema.ts";
import { buildRole } from "./build-accounts.ts";
import { statementProblems } from "./check-references.ts";
import { AccountsError, problemsOf } from "./parse-accounts.ts";

const roleArn = /^arn:[^:]+:iam::(\d{12}):role(\/(?:.*\/)?)([\w+=,.@-]{1,64})$/;

/**
 * The same accounts with one more role, written as in the file but for the path, which the ARN has. An account that is
 * not there yet is added.
 * @throws AccountsError
 */
export function addRole(accounts: Accounts, arn: string, role: Omit<RoleInput, "path">): Accounts {
  const [, account, path, name] = roleArn.exec(arn) ?? [];
  if (account === undefined || name === undefined || !arn.startsWith(`arn:${accounts.partition}:`)) {
    throw new AccountsError([`${arn}: is no ARN of a role in partition ${accounts.partition}`]);
  }
  const result = roleSchema.safeParse({ ...role, path });
  if (!result.success) throw new AccountsError(located(arn, result.error.issues.flatMap(problemsOf)));
  const built = buildRole(accounts.partition, account, name, result.data);
  const extended: Accounts = Object.freeze({
    ...accounts,
    accounts: new Map([
      [account, { id: account, disabledRegions: [], federatesOutbound: false }],
      ...accounts.accounts,
    ]),
    roles: new Map([...accounts.roles, [arn, built]]),
  });
  const problems = built.trustPolicy.statements.flatMap((statement) => [...statementProblems(statement, extended)]);
  if (problems.length > 0) throw new AccountsError(located(arn, problems));
  return extended;
}

function located(arn: string, problems: readonly { path: readonly PropertyKey[]; message: string }[]): string[] {
  return problems.map(({ path, message }) => `${[arn, ...path.map(String)].join(".")}: ${message}`);
}
