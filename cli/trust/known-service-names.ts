import { splitRoleArn } from "./account-roles.ts";
import type { TrustSet } from "./trust-files.ts";

/** What the service's roles are called in their account; undefined where they are not known, or lie in several accounts. */
export function knownServiceNames({
  knowsServiceRole,
  serviceRoleArns,
}: Pick<TrustSet, "knowsServiceRole" | "serviceRoleArns">): readonly string[] | undefined {
  const roles = serviceRoleArns.map(splitRoleArn);
  const accounts = new Set(roles.map(({ accountId }) => accountId));
  return knowsServiceRole && accounts.size === 1 ? roles.map(({ name }) => name) : undefined;
}
