import { splitRoleArn } from "./account-roles.ts";
import type { TrustSet } from "./trust-files.ts";

/** The form `json`: the accounts file that the local stack's STS emulator takes as `LOCAL_AWS`. */
export function writeAccountsFile({ accounts, serviceRoleArns, servicePolicies }: TrustSet): object {
  const [first] = serviceRoleArns;
  const { partition } = splitRoleArn(first);
  const written = new Map(
    accounts.map(({ accountId, roles }) => [accountId, new Map(roles.map((role) => [role.name, writeRole(role)]))]),
  );
  for (const service of servicePolicies === undefined ? [] : serviceRoleArns.map(splitRoleArn)) {
    const roles = written.get(service.accountId) ?? new Map();
    roles.set(service.name, {
      ...(service.path !== "/" && { path: service.path }),
      description: "the credential vending service",
      trustPolicy: lambdaTrust,
      permissions: servicePolicies,
    });
    written.set(service.accountId, roles);
  }
  return {
    ...(partition !== "aws" && { partition }),
    ...(servicePolicies !== undefined && { serviceIdentity: first }),
    accounts: Object.fromEntries([...written].map(([id, roles]) => [id, { roles: Object.fromEntries(roles) }])),
  };
}

function writeRole({
  path,
  trustPolicy,
  maxSessionSeconds,
  assumePolicy,
}: TrustSet["accounts"][number]["roles"][number]): object {
  return {
    ...(path !== "/" && { path }),
    maxSessionDuration: maxSessionSeconds,
    trustPolicy,
    ...(assumePolicy !== undefined && { permissions: [assumePolicy] }),
  };
}

const lambdaTrust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
