import type { PolicyMapLocation } from "../../shared/model/policy-map-location.ts";

/** Where the map lies where no place is named: in the stack's own bucket, whose name CloudFormation fills in. */
export const stackBucketMap = {
  kind: "s3",
  bucket: `\${MapsBucket}`,
  key: "policy-map.json",
} as const satisfies PolicyMapLocation;
