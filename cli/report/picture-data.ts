import type { PolicyDocument } from "../../shared/model/policy-document.ts";
import type { ReachedAccount } from "./index-roles.ts";

/** What the page's scripts draw: numbers are positions in the lists beside them. */
export interface PictureData {
  readonly issuers: readonly string[];
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly roles: readonly { readonly name: string; readonly account: number }[];
  readonly grants: readonly {
    readonly name: string;
    readonly issuers: readonly number[];
    readonly roles: readonly number[];
    readonly isShadow: boolean;
  }[];
}

export function pictureData(document: PolicyDocument, accounts: readonly ReachedAccount[]): PictureData {
  const roles = accounts.flatMap(({ roles: reached }, account) =>
    reached.map(({ arn, name, index }) => ({ arn, name, account, index })),
  );
  const roleIndexes = new Map(roles.map(({ arn, index }) => [arn, index]));
  const issuers = document.issuers.map(({ name }) => name);
  return {
    issuers,
    accounts: accounts.map(({ id, names }) => ({ id, name: names.join(", ") })),
    roles: roles.map(({ name, account }) => ({ name, account })),
    grants: document.grants.map(({ name, when, targets, mode }) => ({
      name,
      issuers: when.issuers.map((issuer) => issuers.indexOf(issuer)),
      roles: [...new Set(targets.map(({ roleArn }) => roleIndexes.get(roleArn) ?? 0))],
      isShadow: mode === "shadow",
    })),
  };
}
