import type { AssumeRoleInput } from "../model/assumption.ts";
import type { Hop } from "../model/policy-document.ts";
import { stsSeconds } from "../model/sts-seconds.ts";

/**
 * The calls of a role chain. The source identity goes on every call, since STS keeps it and takes no other later. Transitive
 * tags are set on the first and inherited from there; the rest, and what narrows the session, belongs to the last.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export function planHops(via: readonly Hop[], call: AssumeRoleInput): readonly [AssumeRoleInput, ...AssumeRoleInput[]] {
  const isTransitive = (tag: { readonly key: string }) => call.transitiveTagKeys.includes(tag.key);
  const [first, ...others] = via.map((hop, position) => ({
    roleArn: hop.roleArn,
    externalId: hop.externalId,
    durationSeconds: stsSeconds.mostOfChain,
    sessionName: call.sessionName,
    sourceIdentity: call.sourceIdentity,
    tags: position === 0 ? call.tags.filter(isTransitive) : [],
    transitiveTagKeys: position === 0 ? call.transitiveTagKeys : [],
    policy: undefined,
    policyArns: [],
  }));
  if (first === undefined) {
    return [call];
  }
  return [first, ...others, { ...call, tags: call.tags.filter((tag) => !isTransitive(tag)), transitiveTagKeys: [] }];
}
