import type { Role } from "./accounts.ts";
import type { RoleCaller, Tags } from "./caller.ts";
import type { Policy } from "./policy.ts";

export interface SessionProperties {
  readonly sessionName: string;
  readonly tags: Tags;
  readonly transitiveTags: Tags;
  readonly sourceIdentity: string | undefined;
  readonly sessionPolicies: readonly Policy[] | undefined;
  readonly issuedAtMs: number;
}

/** Who a session of a role is. Its ARN has the role's name without the path; a session tag goes before a tag of the role. */
export function roleCaller(role: Role, session: SessionProperties): RoleCaller {
  const partition = role.arn.split(":")[1];
  return {
    kind: "role",
    account: role.account,
    arn: `arn:${partition}:sts::${role.account}:assumed-role/${role.name}/${session.sessionName}`,
    userId: `${role.id}:${session.sessionName}`,
    roleArn: role.arn,
    tags: new Map([...role.tags, ...session.tags]),
    permissions: role.permissions,
    transitiveTags: session.transitiveTags,
    sourceIdentity: session.sourceIdentity,
    sessionPolicies: session.sessionPolicies,
    issuedAtMs: session.issuedAtMs,
  };
}
