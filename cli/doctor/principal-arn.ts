/**
 * The role or user behind an ARN that STS gives, as a trust policy names it: a session's ARN is of the session.
 * A role's path is not in it, so that a role with a path has to be named by its owner.
 */
export function principalArn(callerArn: string): string {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  return role === undefined ? callerArn : `arn:${partition}:iam::${account}:role/${role}`;
}
