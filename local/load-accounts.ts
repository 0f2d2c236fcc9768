import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PolicyDocument } from "../shared/model/policy-document.ts";
import { trustPolicies } from "../shared/policy-map/trust-policies.ts";
import type { Accounts } from "./sts-emulator/accounts.ts";
import { addRole } from "./sts-emulator/add-role.ts";
import { allowAssuming } from "./sts-emulator/allow-assuming.ts";
import { AccountsError, parseAccounts } from "./sts-emulator/parse-accounts.ts";

const demoAccounts = fileURLToPath(new URL("demo/aws.yaml", import.meta.url));

export interface LoadedAccounts {
  readonly accounts: Accounts;
  /** The role that the service runs as. */
  readonly serviceRoleArn: string;
}

/**
 * What the emulator is to know of AWS: the file that `LOCAL_AWS` names, or the demo's. Roles that the map names and the file
 * does not are added with the trust policy that they must carry in AWS, and with leave to assume them, so that any map just
 * runs.
 * @throws AccountsError; Error where the file cannot be read
 */
export async function loadAccounts(location: string | undefined, document: PolicyDocument): Promise<LoadedAccounts> {
  const file = location?.replace(/^file:/, "") ?? demoAccounts;
  const written = parseAccounts(await readFile(file, "utf8"), file);
  const serviceRoleArn = written.serviceIdentity;
  if (serviceRoleArn === undefined || !written.roles.has(serviceRoleArn)) {
    throw new AccountsError([
      `${file}: serviceIdentity must name a role of this file: the one that the service runs as`,
    ]);
  }
  let accounts = written;
  for (const [roleArn, trustPolicy] of trustPolicies(document, serviceRoleArn)) {
    if (!accounts.roles.has(roleArn)) {
      accounts = addRole(accounts, roleArn, { trustPolicy, maxSessionDuration: longestSeconds(document, roleArn) });
      for (const { Principal } of trustPolicy.Statement) {
        accounts = allowAssuming(accounts, Principal.AWS, roleArn);
      }
    }
  }
  return { accounts, serviceRoleArn };
}

/** The longest session that a grant gives of the role; IAM's least is one hour. */
function longestSeconds(document: PolicyDocument, roleArn: string): number {
  const ofRole = document.grants.filter((grant) => grant.targets.some((target) => target.roleArn === roleArn));
  return Math.max(3_600, ...ofRole.map((grant) => grant.durationSeconds));
}
