import type { ExternalId, Grant, PolicyDocument, Target } from "../model/policy-document.ts";

export interface TrustPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly TrustStatement[];
}

export interface TrustStatement {
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Condition?: { readonly StringEquals: { readonly "sts:ExternalId": string | readonly string[] } };
}

/** What one principal does with one role, over all grants. */
interface Use {
  readonly externalIds: Set<string>;
  /** Some grant sends no external ID: to ask for one would shut that grant out. */
  goesWithout: boolean;
  tagsSession: boolean;
  setsSourceIdentity: boolean;
}

/**
 * The trust policies that the roles of a map need, by role ARN, in the order of the map: each lets in this service, or
 * the role before it in a chain, and nobody else. They hold external IDs: not for logs.
 * @param servicePrincipalArn ARN of the role that this service runs as
 * @param externalIdText what to print for an external ID; without it, a reference is printed as a note to the reader,
 *   which is no external ID that STS takes: a policy in which it was left lets nobody in
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html (permissions to tag a session)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html (source identity)
 */
export function trustPolicies(
  document: PolicyDocument,
  servicePrincipalArn: string,
  externalIdText: (externalId: ExternalId) => string = noteExternalId,
): ReadonlyMap<string, TrustPolicy> {
  const roles = new Map<string, Map<string, Use>>();
  for (const grant of document.grants) {
    for (const target of grant.targets) addChain(grant, target, { servicePrincipalArn, externalIdText }, roles);
  }
  return new Map([...roles].map(([roleArn, uses]) => [roleArn, trustPolicy(uses)]));
}

function noteExternalId(externalId: ExternalId): string {
  if (typeof externalId === "string") return externalId;
  if ("ssm" in externalId) return `<value of SSM parameter ${externalId.ssm}>`;
  const { secret, member } = externalId;
  return member === undefined ? `<value of secret ${secret}>` : `<member ${member} of secret ${secret}>`;
}

interface Printing {
  readonly servicePrincipalArn: string;
  readonly externalIdText: (externalId: ExternalId) => string;
}

function addChain(grant: Grant, target: Target, printing: Printing, roles: Map<string, Map<string, Use>>): void {
  let principal = printing.servicePrincipalArn;
  for (const [index, { roleArn, externalId }] of [...grant.via, target].entries()) {
    const uses = roles.get(roleArn) ?? new Map<string, Use>();
    const use = uses.get(principal) ?? {
      externalIds: new Set(),
      goesWithout: false,
      tagsSession: false,
      setsSourceIdentity: false,
    };
    roles.set(roleArn, uses.set(principal, use));
    if (externalId === undefined) use.goesWithout = true;
    else use.externalIds.add(printing.externalIdText(externalId));
    use.tagsSession ||= tagsSession(grant, index);
    use.setsSourceIdentity ||= grant.sourceIdentity !== undefined;
    principal = roleArn;
  }
}

/** Transitive tags are passed on the first call and inherited by each later one, which needs the permission too; the others on the last. */
function tagsSession(grant: Grant, hop: number): boolean {
  return grant.transitiveTagKeys.length > 0 || (hop === grant.via.length && grant.tags.length > 0);
}

function trustPolicy(uses: ReadonlyMap<string, Use>): TrustPolicy {
  return { Version: "2012-10-17", Statement: [...uses].flatMap(([principal, use]) => statements(principal, use)) };
}

function statements(principal: string, use: Use): readonly TrustStatement[] {
  const base = { Effect: "Allow", Principal: { AWS: principal } } as const;
  const extra = [
    ...(use.tagsSession ? ["sts:TagSession"] : []),
    ...(use.setsSourceIdentity ? ["sts:SetSourceIdentity"] : []),
  ];
  const [externalId, ...more] = use.externalIds;
  if (externalId === undefined || use.goesWithout) return [{ ...base, Action: oneOrAll(["sts:AssumeRole", ...extra]) }];
  const ids = more.length === 0 ? externalId : [externalId, ...more];
  const assume: TrustStatement = {
    ...base,
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": ids } },
  };
  // Apart: the external ID is a condition key of AssumeRole; the other two permissions grant nothing without it.
  return extra.length === 0 ? [assume] : [assume, { ...base, Action: oneOrAll(extra) }];
}

function oneOrAll(actions: readonly string[]): string | readonly string[] {
  const [only] = actions;
  return actions.length === 1 && only !== undefined ? only : actions;
}
