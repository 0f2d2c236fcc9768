import type { Accounts, Role } from "./accounts.ts";
import type { Caller, Tag, Tags } from "./caller.ts";
import type { RequestContext } from "./policy.ts";

/** What an AssumeRole call asks for, as far as policies can see it. */
export interface Asked {
  readonly role: Role;
  readonly sessionName: string;
  readonly externalId: string | undefined;
  /** Given or inherited. */
  readonly sourceIdentity: string | undefined;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

/** Facts of the HTTP request. */
export interface RequestFacts {
  readonly nowMs: number;
  readonly sourceAddress: string;
  readonly userAgent: string | undefined;
  readonly region: string;
}

export type StsAction = "sts:AssumeRole" | "sts:AssumeRoleWithWebIdentity" | "sts:SetSourceIdentity" | "sts:TagSession";

/**
 * Which keys of the request each action sees, as the Service Authorization Reference lists them. An action is decided by
 * itself: `sts:ExternalId` in a condition on sts:TagSession, or `aws:RequestTag` on sts:SetSourceIdentity, asks for a
 * key that is not there, and the call is refused. It belongs into a statement of its own.
 */
const requestKeys: Readonly<Record<StsAction, RegExp>> = {
  "sts:AssumeRole":
    /^(?:sts:(?:externalid|rolesessionname|sourceidentity|transitivetagkeys)$|aws:(?:requesttag\/|tagkeys$))/,
  "sts:AssumeRoleWithWebIdentity":
    /^(?:sts:(?:rolesessionname|sourceidentity|transitivetagkeys)$|aws:(?:requesttag\/|tagkeys$))/,
  "sts:SetSourceIdentity": /^sts:sourceidentity$/,
  "sts:TagSession": /^(?:sts:transitivetagkeys$|aws:(?:requesttag\/|tagkeys$))/,
};

/** The condition keys for one action of one call. `extra` are an identity provider's. */
export function requestContext(
  action: StsAction,
  asked: Asked,
  facts: RequestFacts,
  accounts: Accounts,
  principal: readonly (readonly [string, string | readonly string[] | undefined])[],
): RequestContext {
  const context = new Map<string, readonly string[]>();
  const put = (key: string, value: string | readonly string[] | undefined) => {
    const values = value === undefined ? [] : typeof value === "string" ? [value] : value;
    if (values.length > 0) context.set(key.toLowerCase(), values);
  };
  for (const [key, value] of [...generalKeys(facts, asked.role, accounts), ...principal]) put(key, value);
  for (const [key, value] of askedKeys(asked)) if (requestKeys[action].test(key.toLowerCase())) put(key, value);
  return context;
}

type Entry = readonly [string, string | readonly string[] | undefined];

function generalKeys(facts: RequestFacts, role: Role, accounts: Accounts): readonly Entry[] {
  return [
    ["aws:CurrentTime", new Date(facts.nowMs).toISOString()],
    ["aws:EpochTime", String(Math.floor(facts.nowMs / 1000))],
    ["aws:SourceIp", facts.sourceAddress],
    ["aws:UserAgent", facts.userAgent],
    ["aws:RequestedRegion", facts.region],
    // STS has no plain HTTP; that this loopback has is no part of what is emulated.
    ["aws:SecureTransport", "true"],
    ["aws:ViaAWSService", "false"],
    ["aws:PrincipalIsAWSService", "false"],
    ["aws:ResourceAccount", role.account],
    ["aws:ResourceOrgID", accounts.organizationId],
    ...tagEntries("aws:ResourceTag/", role.tags),
    ...tagEntries("iam:ResourceTag/", role.tags),
  ];
}

function askedKeys(asked: Asked): readonly Entry[] {
  return [
    ["sts:ExternalId", asked.externalId],
    ["sts:RoleSessionName", asked.sessionName],
    ["sts:SourceIdentity", asked.sourceIdentity],
    ["sts:TransitiveTagKeys", asked.transitiveTagKeys],
    ["aws:TagKeys", asked.tags.map(({ key }) => key)],
    ...asked.tags.map(({ key, value }): Entry => [`aws:RequestTag/${key}`, value]),
  ];
}

/** Keys that say who calls. */
export function callerKeys(caller: Caller, accounts: Accounts): readonly Entry[] {
  return [
    ["aws:PrincipalArn", caller.kind === "role" ? caller.roleArn : caller.arn],
    ["aws:PrincipalAccount", caller.account],
    ["aws:PrincipalOrgID", accounts.accounts.has(caller.account) ? accounts.organizationId : undefined],
    ["aws:PrincipalType", caller.kind === "role" ? "AssumedRole" : "User"],
    ["aws:userid", caller.userId],
    ["aws:username", caller.kind === "user" ? caller.userName : undefined],
    ["aws:SourceIdentity", caller.kind === "role" ? caller.sourceIdentity : undefined],
    ["aws:TokenIssueTime", caller.issuedAtMs === undefined ? undefined : new Date(caller.issuedAtMs).toISOString()],
    // Present with temporary credentials only; no MFA device is emulated.
    ["aws:MultiFactorAuthPresent", caller.issuedAtMs === undefined ? undefined : "false"],
    ...tagEntries("aws:PrincipalTag/", caller.tags),
  ];
}

function tagEntries(prefix: string, tags: Tags): readonly Entry[] {
  return [...tags.values()].map(({ key, value }): Entry => [prefix + key, value]);
}
