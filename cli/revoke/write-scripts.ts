import { splitRoleArn } from "../trust/account-roles.ts";
import type { SessionEnd } from "./end-sessions.ts";

/** A file that ends sessions: a policy, or the commands of one account. */
export interface RevocationFile {
  readonly fileName: string;
  readonly text: string;
}

/**
 * The policies, and for each account a script that attaches them and one that takes them off again. Nothing of a caller's is in a
 * command: names of roles are of a few harmless characters, and what a subject is called stands in the policy's file alone.
 * @param policyName of the inline policy, the same in all roles
 */
export function writeScripts(ends: readonly SessionEnd[], policyName: string): readonly RevocationFile[] {
  const policies = ends.map(({ policy }, index) => ({
    fileName: policyFile(index),
    text: `${JSON.stringify(policy, undefined, 2)}\n`,
  }));
  const scripts = [...attachments(ends)].flatMap(([accountId, roles]) => [
    script(
      `attach-${accountId}.sh`,
      `Ends the sessions. Run it with credentials of account ${accountId} that may do iam:PutRolePolicy.`,
      roles.map(
        ({ role, index }) =>
          `aws iam put-role-policy --role-name '${role}' --policy-name '${nameOf(policyName, index)}' --policy-document 'file://${policyFile(index)}'`,
      ),
    ),
    script(
      `detach-${accountId}.sh`,
      `Takes the policies off again, once all sessions from before have expired. With credentials of account ${accountId}.`,
      roles.map(
        ({ role, index }) =>
          `aws iam delete-role-policy --role-name '${role}' --policy-name '${nameOf(policyName, index)}'`,
      ),
    ),
  ]);
  return [...policies, ...scripts];
}

function attachments(ends: readonly SessionEnd[]): ReadonlyMap<string, { role: string; index: number }[]> {
  const accounts = new Map<string, { role: string; index: number }[]>();
  for (const [index, { roles }] of ends.entries()) {
    for (const arn of roles) {
      const { accountId, name } = splitRoleArn(arn);
      const known = accounts.get(accountId) ?? [];
      accounts.set(accountId, known);
      known.push({ role: name, index });
    }
  }
  return accounts;
}

function policyFile(index: number): string {
  return `policy-${index + 1}.json`;
}

/** One role may get several. */
function nameOf(policyName: string, index: number): string {
  return `${policyName}-${index + 1}`;
}

function script(fileName: string, note: string, commands: readonly string[]): RevocationFile {
  return { fileName, text: `#!/bin/sh\n# ${note}\nset -e\ncd "$(dirname "$0")"\n${commands.join("\n")}\n` };
}
