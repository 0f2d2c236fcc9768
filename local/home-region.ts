import type { PolicyDocument } from "../shared/model/policy-document.ts";

const regions = new Map([
  ["aws", "eu-central-1"],
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
]);

/** A region in which a service can give the map's roles, so that any map just runs. */
export function homeRegion({ grants }: Pick<PolicyDocument, "grants">): string {
  const partition = grants[0]?.targets[0]?.roleArn.split(":")[1] ?? "";
  return regions.get(partition) ?? "eu-central-1";
}
