import type { Accounts } from "./accounts.ts";
import type { AccountsDocument } from "./accounts-schema.ts";
import { isEmulatedKey } from "./condition-keys.ts";
import type { Statement } from "./policy.ts";

export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a schema cannot see: names that point at nothing, access keys that are there twice. */
export function checkReferences(document: AccountsDocument, accounts: Accounts): readonly Problem[] {
  return [...serviceProblems(accounts), ...keyProblems(document), ...trustProblems(document, accounts)];
}

function* serviceProblems({ serviceIdentity, roles, users }: Accounts): Generator<Problem> {
  if (serviceIdentity === undefined || roles.has(serviceIdentity) || users.has(serviceIdentity)) return;
  yield { path: ["serviceIdentity"], message: "names no role or user of this file; add it under its account" };
}

function* keyProblems(document: AccountsDocument): Generator<Problem> {
  const seen = new Set<string>();
  for (const [id, account] of Object.entries(document.accounts)) {
    for (const [name, user] of Object.entries(account.users)) {
      for (const [index, key] of user.accessKeys.entries()) {
        const path = ["accounts", id, "users", name, "accessKeys", index, "id"];
        if (seen.has(key.id)) yield { path, message: "is another key's id too; make each one unique" };
        seen.add(key.id);
      }
    }
  }
}

function* trustProblems(document: AccountsDocument, accounts: Accounts): Generator<Problem> {
  for (const [id, account] of Object.entries(document.accounts)) {
    for (const [name, role] of Object.entries(account.roles)) {
      for (const [index, statement] of role.trustPolicy.statements.entries()) {
        const path = ["accounts", id, "roles", name, "trustPolicy", "Statement", index];
        for (const problem of statementProblems(statement, accounts)) {
          yield { path: [...path, ...problem.path], message: problem.message };
        }
      }
    }
  }
}

/** IAM refuses a trust policy whose principal does not exist; only accounts of this file can be looked into. */
export function* statementProblems(statement: Statement, accounts: Accounts): Generator<Problem> {
  for (const arn of statement.principal?.aws ?? []) {
    const [, owner, kind] = /^arn:[^:]+:iam::(\d{12}):(role|user)\//.exec(arn) ?? [];
    if (owner === undefined || !accounts.accounts.has(owner)) continue;
    if (!(kind === "role" ? accounts.roles : accounts.users).has(arn)) {
      yield {
        path: ["Principal", "AWS"],
        message: `Invalid principal in policy; add ${arn} to the file, with its path`,
      };
    }
  }
  for (const { key } of statement.conditions) {
    if (isEmulatedKey(key)) continue;
    yield { path: ["Condition"], message: `${key} is no condition key that the emulator knows; correct or remove it` };
  }
}
