import { formats } from "../model/format.ts";
import type { Grant, Parameter, Target } from "../model/policy-document.ts";
import type { HttpResponse } from "../model/request.ts";
import { answer } from "./answer.ts";

/**
 * What a listing tells of a grant. A `Grant` fits, and its conditions, external IDs, tags and session policy stay
 * where they are: each member of the answer is picked by name.
 */
export type ListedGrant = Pick<
  Grant,
  "name" | "description" | "isDefault" | "oneTime" | "durationSeconds" | "capAt" | "format" | "parameters"
> & { readonly targets: readonly Pick<Target, "account" | "roleArn">[] };

/**
 * The answer to `GET /v1/grants`: `{ grants: [...] }`, in the order given. A grant with one target has `account`
 * (where the map names it) and `role`, one with several has `accounts: [{ account, role }]`; `account` is the last
 * segment of `/v1/credentials/{grant}/{account}`.
 */
export function presentGrants(grants: readonly ListedGrant[]): HttpResponse {
  return answer(200, "application/json", JSON.stringify({ grants: grants.map(describeGrant) }));
}

function describeGrant(grant: ListedGrant) {
  return {
    name: grant.name,
    description: grant.description,
    ...describeTargets(grant.targets),
    formats,
    defaultFormat: grant.format,
    maxDurationSeconds: grant.durationSeconds,
    parameters: grant.parameters.map(describeParameter),
    default: grant.isDefault,
    ...(grant.oneTime && { oneTime: true }),
    ...(grant.capAt && { capAt: grant.capAt }),
  };
}

function describeTargets(targets: ListedGrant["targets"]) {
  const described = targets.map(({ account, roleArn }) => ({ account, role: roleArn }));
  return described.length === 1 ? described[0] : { accounts: described };
}

function describeParameter({ name, pattern, description }: Parameter) {
  return { name, pattern, description };
}
