import type { ExternalId, Grant, PolicyDocument, Target } from "../model/policy-document.ts";
import type { ExternalIdRotation } from "./external-id-rotation.ts";

export interface TrustPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly TrustStatement[];
}

export interface TrustStatement {
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS: string | readonly string[] };
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
 * @param rotations accounts of the map whose roles accept two external IDs; the older is named first, before the map sends the
 *   other one and after, so that the policy stays as it is when the service changes over
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html (permissions to tag a session)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html (source identity)
 */
export function trustPolicies(
  document: PolicyDocument,
  servicePrincipalArn: string,
  externalIdText: (externalId: ExternalId) => string = noteExternalId,
  rotations: readonly ExternalIdRotation[] = [],
): ReadonlyMap<string, TrustPolicy> {
  const roles = new Map<string, Map<string, Use>>();
  const inRotation = new Map(
    rotations.map((rotation) => [rotationKey(rotation.accountId, rotation.externalId), rotation]),
  );
  const accepted = (roleArn: string, externalId: ExternalId): readonly string[] => {
    const rotation = inRotation.get(rotationKey(roleArn.split(":")[4] ?? "", externalId));
    if (rotation === undefined) return [externalIdText(externalId)];
    const both = rotation.otherIs === "next" ? [externalId, rotation.other] : [rotation.other, externalId];
    return both.map(externalIdText);
  };
  for (const grant of document.grants) {
    for (const target of grant.targets) addChain(grant, target, { servicePrincipalArn, accepted }, roles);
  }
  return new Map([...roles].map(([roleArn, uses]) => [roleArn, trustPolicy(uses)]));
}

function rotationKey(accountId: string, externalId: ExternalId): string {
  return `${accountId} ${JSON.stringify(externalId)}`;
}

function noteExternalId(externalId: ExternalId): string {
  if (typeof externalId === "string") return externalId;
  if ("ssm" in externalId) return `<value of SSM parameter ${externalId.ssm}>`;
  const { secret, member } = externalId;
  return member === undefined ? `<value of secret ${secret}>` : `<member ${member} of secret ${secret}>`;
}

interface Printing {
  readonly servicePrincipalArn: string;
  /** All that the role must accept where the map sends this one, as it is printed. */
  readonly accepted: (roleArn: string, externalId: ExternalId) => readonly string[];
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
    else for (const id of printing.accepted(roleArn, externalId)) use.externalIds.add(id);
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
