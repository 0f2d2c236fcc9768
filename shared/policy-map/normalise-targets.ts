import type { Hop, Target } from "../model/policy-document.ts";
import type { AuthoredAssume } from "./authored-grant.ts";
import { checkReference, checkUnique } from "./check-names.ts";
import type { Findings, MapPath } from "./findings.ts";
import type { Account, Accounts } from "./normalise-account.ts";
import { parseRoleArn, parseRoleName, type RoleArn } from "./parse-role.ts";
import { quoteValue } from "./quote-value.ts";

/** The roles at the end of a grant, one for each account. Empty only where something has been reported. */
export function normaliseTargets(
  assume: AuthoredAssume,
  accounts: Accounts,
  path: MapPath,
  findings: Findings,
): readonly Target[] {
  if (assume.role.startsWith("arn:")) return arnTarget(assume, accounts, path, findings);
  const role = findings.attempt([...path, "role"], () => parseRoleName(assume.role));
  const chosen = chooseAccounts(assume, accounts, path, findings);
  if (role === undefined) return [];
  return chosen.map((account) => target(account, `arn:${account.partition}:iam::${account.id}:role/${role}`));
}

function target({ name, externalId, region }: Account, roleArn: string): Target {
  return { account: name, roleArn, externalId, region };
}

function arnTarget(assume: AuthoredAssume, accounts: Accounts, path: MapPath, findings: Findings): Target[] {
  const place = [...path, "role"];
  if (assume.accounts !== undefined) {
    const rule = "cannot stand beside an ARN, which names its one account";
    findings.report([...path, "accounts"], rule, "write the role's name without the ARN, or account instead", "key");
  }
  const role = findings.attempt(place, () => parseRoleArn(assume.role));
  const account =
    assume.account === undefined ? undefined : named(assume.account, accounts, [...path, "account"], findings);
  if (role === undefined) return [];
  if (account !== undefined) {
    checkFit(role, account, place, findings);
    return [target(account, role.arn)];
  }
  // Sent unasked, an external ID would let any grant that names an ARN use what the account's owner gave for one purpose.
  const holder = accounts.byId.get(role.accountId)?.holder;
  if (assume.account === undefined && holder !== undefined) {
    const rule = "is in an account that has an external ID, and does not say whether to send it";
    findings.report(place, rule, `add account: ${holder.name}`);
  }
  return [{ account: undefined, roleArn: role.arn, externalId: undefined, region: undefined }];
}

function checkFit(role: RoleArn, account: Account, path: MapPath, findings: Findings): void {
  if (role.accountId !== account.id) {
    const rule = `is in account ${role.accountId}, and ${account.name} is ${account.id}`;
    findings.report(path, rule, "name the account that the role is in");
  } else if (account.region !== undefined && role.partition !== account.partition) {
    const rule = `is in partition ${role.partition}, and the region of ${account.name} in ${account.partition}`;
    findings.report(path, rule, `write arn:${account.partition}:..., or correct the region`);
  }
}

function chooseAccounts(
  assume: AuthoredAssume,
  accounts: Accounts,
  path: MapPath,
  findings: Findings,
): readonly Account[] {
  const { account, accounts: several } = assume;
  if (account !== undefined && several !== undefined) {
    findings.report([...path, "accounts"], "cannot stand beside account", "keep one of the two", "key");
    return [];
  }
  if (account !== undefined) {
    const one = named(account, accounts, [...path, "account"], findings);
    return one === undefined ? [] : [one];
  }
  const place = [...path, "accounts"];
  if (Array.isArray(several)) {
    checkUnique(several, place, findings);
    return several.flatMap((name, index) => named(name, accounts, [...place, index], findings) ?? []);
  }
  if (several !== undefined) return labelled(several, accounts, place, findings);
  findings.report(
    [...path, "role"],
    "is a name without an account",
    "add account or accounts, or write the role's ARN",
  );
  return [];
}

function named(name: string, accounts: Accounts, path: MapPath, findings: Findings): Account | undefined {
  return checkReference("account", name, accounts.byName, path, findings) ? accounts.byName.get(name) : undefined;
}

function labelled(
  labels: Readonly<Record<string, string>>,
  accounts: Accounts,
  path: MapPath,
  findings: Findings,
): readonly Account[] {
  if (Object.keys(labels).length === 0) {
    findings.report(path, "asks for no label, so that every account would be meant", "add a label");
    return [];
  }
  const chosen = accounts.withLabels(labels);
  // An account with a problem of its own may be the one that was meant.
  if (chosen.length === 0 && accounts.areSound) {
    findings.report(path, `${quoteValue(labels)} selects no account`, "correct the labels");
  }
  return chosen;
}

/** The roles on the way. An external ID is sent where the map has exactly one account of that id. */
export function normaliseVia(
  via: readonly string[],
  accounts: Accounts,
  path: MapPath,
  findings: Findings,
): readonly Hop[] {
  return via.flatMap((text, index) => {
    const place = [...path, index];
    const role = findings.attempt(place, () => parseRoleArn(text));
    if (role === undefined) return [];
    const { entries = [], holder } = accounts.byId.get(role.accountId) ?? {};
    if (entries.length > 1 && holder !== undefined) {
      const rule = `is in account ${role.accountId}, which the map has ${entries.length} times with an external ID`;
      findings.report(place, rule, "keep one account entry of that id");
    }
    return [{ roleArn: role.arn, externalId: entries[0]?.externalId }];
  });
}
