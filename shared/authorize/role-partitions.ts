import type { Grant } from "../model/policy-document.ts";

/** The partitions of the roles that grants give, such as `aws`; those on the way of a chain are in the same. */
export function rolePartitions(grants: readonly Pick<Grant, "targets">[]): readonly string[] {
  const arns = grants.flatMap(({ targets }) => targets.map(({ roleArn }) => roleArn));
  return [...new Set(arns.map((arn) => arn.split(":", 2)[1] ?? ""))].sort();
}
