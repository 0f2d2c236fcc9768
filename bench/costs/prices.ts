/**
 * Prices of US East (N. Virginia) in US dollars, without free tiers and discounts for volume, as AWS's pages had them in 2026; docs/scaling.md
 * links to each. Other regions are up to half dearer.
 */
export const prices = {
  httpApiPerMillionRequests: 1,
  restApiPerMillionRequests: 3.5,
  lambdaPerMillionRequests: 0.2,
  lambdaArmPerGbSecond: 0.0000133334,
  lambdaArmProvisionedPerGbSecond: 0.0000033334,
  logsPerGb: 0.5,
  transferOutPerGb: 0.09,
  dynamoPerMillionWriteUnits: 0.625,
  dynamoPerMillionReadUnits: 0.125,
  kmsPerKeyMonth: 1,
  kmsPerTenThousandRequests: 0.03,
  endpointPerZoneHour: 0.01,
  endpointPerGb: 0.01,
} as const;
