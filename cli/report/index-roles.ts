import type { Grant, PolicyDocument } from "../../shared/model/policy-document.ts";

/** An AWS account that some grant leads to. */
export interface ReachedAccount {
  /** The 12 digits. */
  readonly id: string;
  /** What the map calls it: several names where it is listed more than once, none where grants give bare role ARNs. */
  readonly names: readonly string[];
  readonly roles: readonly ReachedRole[];
}

export interface ReachedRole {
  readonly arn: string;
  /** With its path, without `role/`. */
  readonly name: string;
  /** Position over all accounts: what the page links to. */
  readonly index: number;
  readonly grants: readonly Grant[];
}

/** The map read backwards: each account, its roles, and the grants that lead there. In the order of the map. */
export function indexRoles(document: PolicyDocument): readonly ReachedAccount[] {
  const accounts = new Map<string, { names: Set<string>; roles: Map<string, Set<Grant>> }>();
  for (const grant of document.grants) {
    for (const { account, roleArn } of grant.targets) {
      const id = accountIdOf(roleArn);
      const reached = accounts.get(id) ?? { names: new Set<string>(), roles: new Map<string, Set<Grant>>() };
      accounts.set(id, reached);
      if (account !== undefined) reached.names.add(account);
      reached.roles.set(roleArn, (reached.roles.get(roleArn) ?? new Set()).add(grant));
    }
  }
  let index = 0;
  return [...accounts].map(([id, { names, roles }]) => ({
    id,
    names: [...names],
    roles: [...roles].map(([arn, grants]) => ({ arn, name: roleNameOf(arn), index: index++, grants: [...grants] })),
  }));
}

/** `arn:aws:iam::111122223333:role/reader` is of 111122223333. */
export function accountIdOf(roleArn: string): string {
  return roleArn.split(":")[4] ?? "";
}

export function roleNameOf(roleArn: string): string {
  return roleArn
    .split(":")
    .slice(5)
    .join(":")
    .replace(/^role\//, "");
}
