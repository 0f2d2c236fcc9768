import type { Grant } from "../model/policy-document.ts";

/** Whether a grant has this role among its targets. One that was not asked for is covered by every grant. */
export function coversRole(grant: Grant, roleArn: string | undefined): boolean {
  return roleArn === undefined || grant.targets.some((target) => target.roleArn === roleArn);
}
