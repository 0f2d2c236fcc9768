import type { Accounts } from "./accounts.ts";
import { roleCaller } from "./role-caller.ts";
import type { Credentials, Sessions } from "./sessions.ts";

export interface RoleSessionOptions {
  /** An hour without it. */
  readonly durationSeconds?: number;
}

/**
 * A session as a service gets one for the role that it runs something as: unlimited, untagged.
 * @throws Error for a role that is not there
 */
export function issueRoleSession(
  { accounts, sessions, nowMs }: { readonly accounts: Accounts; readonly sessions: Sessions; readonly nowMs: number },
  roleArn: string,
  sessionName: string,
  { durationSeconds = 3600 }: RoleSessionOptions = {},
): Credentials {
  const role = accounts.roles.get(roleArn);
  if (role === undefined) throw new Error(`${roleArn} is not in the accounts file`);
  const caller = roleCaller(role, {
    sessionName,
    tags: new Map(),
    transitiveTags: new Map(),
    sourceIdentity: undefined,
    sessionPolicies: undefined,
    issuedAtMs: nowMs,
  });
  return sessions.issue(caller, nowMs + durationSeconds * 1000);
}
