import type { AssumeRoleInput, Assumption } from "../../shared/model/assumption.ts";
import type { ExternalId } from "../../shared/model/policy-document.ts";

/** One AssumeRole call with the names of STS's own parameters. */
export interface DescribedCall {
  readonly credentials: string;
  readonly request: { readonly [parameter: string]: unknown };
}

/**
 * What STS would be asked, hop by hop, with the parameters as STS calls them. External IDs are hidden unless they are asked
 * for: an explanation is pasted into tickets.
 * @param isOpen the external ID as it is
 */
export function describeRequest({ hops }: Assumption, isOpen: boolean): readonly DescribedCall[] {
  return hops.map((hop, index) => ({
    credentials: index === 0 ? "the service's own role" : `the session of call ${index}`,
    request: describeCall(hop, isOpen),
  }));
}

function describeCall(input: AssumeRoleInput, isOpen: boolean): DescribedCall["request"] {
  const { externalId, policy, policyArns, tags, transitiveTagKeys, sourceIdentity } = input;
  return {
    RoleArn: input.roleArn,
    RoleSessionName: input.sessionName,
    DurationSeconds: input.durationSeconds,
    ...(externalId !== undefined && { ExternalId: describeExternalId(externalId, isOpen) }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    ...(tags.length > 0 && { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
    ...(transitiveTagKeys.length > 0 && { TransitiveTagKeys: transitiveTagKeys }),
    ...(policyArns.length > 0 && { PolicyArns: policyArns.map((arn) => ({ arn })) }),
    ...(policy !== undefined && { Policy: policy }),
  };
}

/** A reference says where the secret is, and is none. */
function describeExternalId(externalId: ExternalId, isOpen: boolean): string {
  if (typeof externalId === "string") {
    return isOpen ? externalId : "(hidden; --show-external-id shows it)";
  }
  if ("ssm" in externalId) {
    return `(the value of SSM parameter ${externalId.ssm})`;
  }
  const member = externalId.member === undefined ? "the value" : `member ${externalId.member}`;
  return `(${member} of secret ${externalId.secret})`;
}
