import { vi } from "vitest";
import {
  createPolicyMapSource,
  type PolicyMapSource,
  type SourceLimits,
} from "../../shared/adapters/policy-map-source.ts";
import { parsePolicyMapLocation } from "../../shared/config/parse-policy-map-location.ts";
import { stubAwsEnvironment } from "./aws-environment.ts";

/** The source at a location, as `POLICY_MAP` has it, with limits short enough to be waited for. */
export function openSource(location: string, limits: Partial<SourceLimits> = {}): PolicyMapSource {
  return createPolicyMapSource(parsePolicyMapLocation(location), {
    region: "eu-central-1",
    refreshSeconds: 30,
    limits: { connectionTimeoutMs: 300, attemptTimeoutMs: 300, totalTimeoutMs: 1_000, attempts: 2, ...limits },
  });
}

const services = ["DYNAMODB", "S3", "SSM", "SECRETS_MANAGER", "APPCONFIGDATA"] as const;

/** The environment in which every store of AWS is at this address. */
export function stubAwsStores(url: string): void {
  stubAwsEnvironment(url);
  for (const service of services) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, url);
}
