import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PolicyDocument } from "../shared/model/policy-document.ts";
import type { ExternalIdRotation } from "../shared/policy-map/external-id-rotation.ts";
import { localExternalId } from "../shared/policy-map/local-external-id.ts";
import { trustPolicies } from "../shared/policy-map/trust-policies.ts";
import type { Accounts } from "./sts-emulator/accounts.ts";
import { addManagedPolicy } from "./sts-emulator/add-managed-policy.ts";
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
 * What the emulator is to know of AWS: the file that `LOCAL_AWS` names, or the demo's. What the map names and the file does
 * not is added, so that any map just runs: roles, with the trust policy that they must carry in AWS and with leave to assume
 * them, and managed policies.
 * @param location `file:PATH`
 * @throws AccountsError, also where the file cannot be read
 */
export async function loadAccounts(
  location: string | undefined,
  document: PolicyDocument,
  rotations: readonly ExternalIdRotation[] = [],
): Promise<LoadedAccounts> {
  const file = location?.replace(/^file:/, "") ?? demoAccounts;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new AccountsError([`${file}: LOCAL_AWS cannot be read: ${error.code}`]);
  });
  const accounts = parseAccounts(location === undefined ? inPartitionOf(document, text) : text, file);
  const serviceRoleArn = accounts.serviceIdentity;
  if (serviceRoleArn === undefined || !accounts.roles.has(serviceRoleArn)) {
    throw new AccountsError([
      `${file}: serviceIdentity must name a role of this file: the one that the service runs as`,
    ]);
  }
  const needed = trustPolicies(document, serviceRoleArn, localExternalId, rotations);
  return { accounts: addPolicies(addRoles(accounts, document, needed), document), serviceRoleArn };
}

function addRoles(written: Accounts, document: PolicyDocument, needed: ReturnType<typeof trustPolicies>): Accounts {
  let accounts = written;
  for (const [roleArn, trustPolicy] of needed) {
    if (!written.roles.has(roleArn)) {
      accounts = addRole(accounts, roleArn, { trustPolicy, maxSessionDuration: longestSeconds(document, roleArn) });
      for (const caller of trustPolicy.Statement.flatMap(({ Principal }) => Principal.AWS)) {
        accounts = allowAssuming(accounts, caller, roleArn);
      }
    }
  }
  return accounts;
}

/** The longest session that a grant gives of the role; IAM's least is one hour. */
function longestSeconds(document: PolicyDocument, roleArn: string): number {
  const ofRole = document.grants.filter((grant) => grant.targets.some((target) => target.roleArn === roleArn));
  return Math.max(3_600, ...ofRole.map((grant) => grant.durationSeconds));
}

function addPolicies(written: Accounts, document: PolicyDocument): Accounts {
  const named = new Set(document.grants.flatMap((grant) => grant.policyArns));
  const unknown = [...named].filter((arn) => !written.managedPolicies.has(arn));
  return unknown.reduce(addManagedPolicy, written);
}

/** The demo's accounts, moved to China or GovCloud where the map is at home there: a file has one partition. */
function inPartitionOf(document: PolicyDocument, text: string): string {
  const partition = document.grants[0]?.targets[0]?.roleArn.split(":")[1] ?? "aws";
  return partition === "aws" ? text : `partition: ${partition}\n${text.replaceAll("arn:aws:", `arn:${partition}:`)}`;
}
