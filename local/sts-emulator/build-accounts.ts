import { createHash } from "node:crypto";
import type { AccessKey, Account, Accounts, OidcProvider, Role, User } from "./accounts.ts";
import type { AccountDocument, AccountsDocument, RoleDocument } from "./accounts-schema.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import type { Tag, Tags } from "./caller.ts";
import type { Policy } from "./policy.ts";

/** The accounts of a validated file, each thing under its ARN. */
export function buildAccounts(document: AccountsDocument): Accounts {
  const { partition } = document;
  const entries = Object.entries(document.accounts);
  const users = entries.flatMap(([id, account]) => usersOf(partition, id, account));
  const roles = entries.flatMap(([id, account]) =>
    Object.entries(account.roles).map(([name, role]) => buildRole(partition, id, name, role)),
  );
  return Object.freeze({
    partition,
    organizationId: document.organizationId,
    serviceIdentity: document.serviceIdentity,
    accounts: new Map(entries.map(([id, account]): [string, Account] => [id, buildAccount(id, account)])),
    roles: byArn(roles),
    users: byArn(users.map(({ user }) => user)),
    accessKeys: new Map(users.flatMap(({ keys }) => keys)),
    managedPolicies: managedPolicies(document),
    oidcProviders: byArn(entries.flatMap(([id, account]) => providersOf(partition, id, account))),
  });
}

function buildAccount(id: string, account: AccountDocument): Account {
  const { disabledRegions, outboundWebIdentityFederation: federatesOutbound } = account;
  return { id, disabledRegions, federatesOutbound };
}

export function buildRole(partition: string, account: string, name: string, role: RoleDocument): Role {
  const arn = `arn:${partition}:iam::${account}:role${role.path}${name}`;
  return {
    account,
    name,
    arn,
    id: role.roleId ?? uniqueId("AROA", arn),
    trustPolicy: role.trustPolicy,
    maxSessionSeconds: role.maxSessionDuration,
    tags: tagMap(role.tags),
    permissions: role.permissions,
  };
}

function usersOf(partition: string, account: string, document: AccountDocument) {
  return Object.entries(document.users).map(([name, value]) => {
    const arn = `arn:${partition}:iam::${account}:user${value.path}${name}`;
    const id = value.userId ?? uniqueId("AIDA", arn);
    const user: User = { account, name, arn, id, tags: tagMap(value.tags), permissions: value.permissions };
    const keys = value.accessKeys.map((key): [string, AccessKey] => [key.id, { user, secretAccessKey: key.secret }]);
    return { user, keys };
  });
}

function providersOf(partition: string, account: string, document: AccountDocument): OidcProvider[] {
  return Object.entries(document.oidcProviders).map(([issuer, { audiences, jwks, jwksUri }]) => ({
    account,
    arn: `arn:${partition}:iam::${account}:oidc-provider/${issuer.replace(/^https?:\/\//, "")}`,
    issuer,
    audiences,
    keys: jwks === undefined ? { jwksUri: jwksUri ?? "" } : { jwks },
  }));
}

function managedPolicies(document: AccountsDocument): ReadonlyMap<string, Policy> {
  const prefix = `arn:${document.partition}:iam::`;
  const ofAws = [...Object.entries(awsManagedPolicies), ...Object.entries(document.awsManagedPolicies)];
  return new Map([
    ...ofAws.map(([name, policy]): [string, Policy] => [`${prefix}aws:policy/${name}`, policy]),
    ...Object.entries(document.accounts).flatMap(([id, account]) =>
      Object.entries(account.managedPolicies).map(([name, policy]): [string, Policy] => [
        `${prefix}${id}:policy/${name}`,
        policy,
      ]),
    ),
  ]);
}

/** The same at every start, so that what was written down yesterday (a trail, a condition on aws:userid) still fits. */
function uniqueId(prefix: "AROA" | "AIDA", arn: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bytes = createHash("sha256").update(arn).digest().subarray(0, 17);
  return prefix + [...bytes].map((byte) => alphabet[byte % 32]).join("");
}

function tagMap(tags: Readonly<Record<string, string>>): Tags {
  return new Map(Object.entries(tags).map(([key, value]): [string, Tag] => [key.toLowerCase(), { key, value }]));
}

function byArn<Item extends { readonly arn: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.arn, item]));
}
