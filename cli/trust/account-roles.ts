import type { ExternalId, PolicyDocument } from "../../shared/model/policy-document.ts";
import { stsSeconds } from "../../shared/model/sts-seconds.ts";
import type { ExternalIdRotation } from "../../shared/policy-map/external-id-rotation.ts";
import { type TrustPolicy, trustPolicies } from "../../shared/policy-map/trust-policies.ts";
import { callerPolicies } from "./caller-policies.ts";
import type { IamPolicy } from "./iam-policy.ts";
import type { ServiceRoleArns } from "./trust-files.ts";

/** A role that the map needs, as its account must have it. */
export interface NeededRole {
  readonly arn: string;
  readonly name: string;
  /** `/`, or `/path/`. */
  readonly path: string;
  readonly trustPolicy: TrustPolicy;
  /** What the role must allow a session for: 3,600 to 43,200. */
  readonly maxSessionSeconds: number;
  /** For a role of a chain: leave to assume the next. */
  readonly assumePolicy: IamPolicy | undefined;
}

/** The roles of one account. */
export interface AccountRoles {
  /** 12 digits. */
  readonly accountId: string;
  readonly partition: string;
  /** Names that the map has for the account; empty where it only has ARNs. */
  readonly names: readonly string[];
  readonly roles: readonly NeededRole[];
}

/**
 * The roles that a map needs, by account, in the order of the map. They hold external IDs: not for logs.
 * @param externalIdText what to print for an external ID, as `trustPolicies` takes it
 */
export function accountRoles(
  { document, rotations }: { readonly document: PolicyDocument; readonly rotations: readonly ExternalIdRotation[] },
  serviceRoleArns: ServiceRoleArns,
  externalIdText?: (externalId: ExternalId) => string,
): readonly AccountRoles[] {
  const [first] = serviceRoleArns;
  const longest = longestSessions(document);
  const names = accountNames(document);
  const callers = callerPolicies(document, first);
  const accounts = new Map<string, { readonly partition: string; readonly roles: NeededRole[] }>();
  for (const [arn, trustPolicy] of trustPolicies(document, first, externalIdText, rotations)) {
    const { accountId, partition, path, name } = splitRoleArn(arn);
    const account = accounts.get(accountId) ?? { partition, roles: [] };
    accounts.set(accountId, account);
    account.roles.push({
      arn,
      name,
      path,
      trustPolicy: trustingAll(trustPolicy, serviceRoleArns),
      maxSessionSeconds: longest.get(arn) ?? stsSeconds.mostOfChain,
      assumePolicy: callers.get(arn),
    });
  }
  return [...accounts].map(([accountId, { partition, roles }]) => ({
    accountId,
    partition,
    names: [...(names.get(accountId) ?? [])],
    roles,
  }));
}

/** A policy that trusts the first of these roles, trusting each as much. */
function trustingAll({ Version, Statement }: TrustPolicy, [first, ...more]: ServiceRoleArns): TrustPolicy {
  if (more.length === 0) return { Version, Statement };
  return {
    Version,
    Statement: Statement.map((statement) =>
      statement.Principal.AWS === first ? { ...statement, Principal: { AWS: [first, ...more] } } : statement,
    ),
  };
}

/** The parts of a role's ARN, which has been checked when the map was read. */
export function splitRoleArn(arn: string): {
  readonly partition: string;
  readonly accountId: string;
  readonly path: string;
  readonly name: string;
} {
  const [, partition = "", , , accountId = "", ...rest] = arn.split(":");
  const [, ...steps] = rest.join(":").split("/");
  const name = steps.pop() ?? "";
  return { partition, accountId, path: steps.length === 0 ? "/" : `/${steps.join("/")}/`, name };
}

function longestSessions({ grants }: PolicyDocument): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const { targets, durationSeconds } of grants) {
    for (const { roleArn } of targets) {
      longest.set(roleArn, Math.max(stsSeconds.mostOfChain, longest.get(roleArn) ?? 0, durationSeconds));
    }
  }
  return longest;
}

function accountNames({ grants }: PolicyDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { account, roleArn } of grants.flatMap(({ targets }) => targets)) {
    if (account !== undefined) {
      const { accountId } = splitRoleArn(roleArn);
      names.set(accountId, (names.get(accountId) ?? new Set()).add(account));
    }
  }
  return names;
}
