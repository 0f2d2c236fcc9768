import type { ExternalId, Grant, Target } from "../../../model/policy-document.ts";
import type { LintRule } from "../lint-rule.ts";
import { listNames } from "../list-names.ts";

/** Shorter ones are words, and words are guessed. */
const shortest = 16;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
export const accounts: LintRule = ({ document, rotations }, report) => {
  for (const { path, grants } of withoutExternalId(document.grants)) {
    const rule = `is assumed without an external ID, by ${listNames(grants)}`;
    const repair = "add externalId to the account and to its trust policies, unless the account is the service's own";
    report("account-without-external-id", path, rule, repair);
  }
  const owners = new Map<string, { readonly id: string; readonly account: string }>();
  const coming = rotations
    .filter(({ otherIs }) => otherIs === "next")
    .map(({ account, accountId: id, other: externalId }) => ({ account, id, externalId, key: "nextExternalId" }));
  for (const { account, externalId, id, key: place } of [...namedAccounts(document.grants), ...coming]) {
    if (typeof externalId === "string" && (externalId.length < shortest || externalId.includes(id))) {
      // The value is never repeated: an external ID is not for logs.
      const rule = externalId.length < shortest ? `is under ${shortest} characters` : "holds the account's own id";
      report("weak-external-id", ["accounts", account, place], rule, "use a random one: `openssl rand -hex 16`");
    }
    const key = JSON.stringify(externalId);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, { id, account });
    else if (owner.id !== id) {
      const rule = `is that of ${owner.account} as well, which is another account`;
      report("shared-external-id", ["accounts", account, place], rule, "give each account one of its own");
    }
  }
};

function accountIdOf(roleArn: string): string {
  return roleArn.split(":")[4] ?? "";
}

/** Accounts with an external ID, each once. */
function namedAccounts(grants: readonly Grant[]) {
  const found = new Map<string, { account: string; id: string; externalId: ExternalId; key: string }>();
  for (const { account, externalId, roleArn } of grants.flatMap(({ targets }) => targets)) {
    if (account === undefined || externalId === undefined || found.has(account)) continue;
    found.set(account, { account, id: accountIdOf(roleArn), externalId, key: "externalId" });
  }
  return found.values();
}

/** Entries, or grants that name an ARN and no entry, with the grants that go there. */
function withoutExternalId(allGrants: readonly Grant[]) {
  const found = new Map<string, { readonly path: readonly string[]; readonly grants: string[] }>();
  for (const grant of allGrants) {
    for (const target of grant.targets) {
      if (target.externalId !== undefined || isOwnOfHub(grant, target)) continue;
      const id = accountIdOf(target.roleArn);
      const path =
        target.account === undefined ? ["grants", grant.name, "assume", "role"] : ["accounts", target.account];
      const entry = found.get(target.account ?? id) ?? { path, grants: [] };
      found.set(target.account ?? id, entry);
      entry.grants.push(grant.name);
    }
  }
  return found.values();
}

/** A chain that ends in the account of the role before crosses no border with its last call. */
function isOwnOfHub({ via }: Grant, { roleArn }: Target): boolean {
  const last = via.at(-1);
  return last !== undefined && accountIdOf(last.roleArn) === accountIdOf(roleArn);
}
