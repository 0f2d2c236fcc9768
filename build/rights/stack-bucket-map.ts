import type { PolicyMapLocation } from "../../shared/model/policy-map-location.ts";

/** Where the map lies where no place is named: in the stack's own bucket, by the name that CloudFormation will give it. */
export const stackBucketMap = {
  kind: "s3",
  bucket: `credential-vending-\${StageName}-maps-\${AWS::AccountId}-\${AWS::Region}`,
  key: "policy-map.json",
} as const satisfies PolicyMapLocation;
