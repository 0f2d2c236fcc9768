import { readConfig } from "../../shared/config/read-config.ts";
import { readProbeConfig } from "../../shared/config/read-probe-config.ts";
import type { Settings } from "./setting-rules.ts";

/** What the stack or Lambda says, whatever is set where a package is made. */
const ofLambda: Settings = { AWS_REGION: "eu-central-1", AWS_LAMBDA_LOG_LEVEL: undefined };

/**
 * Has the functions' own readers read what will be their environment: what they would not start with is not deployed.
 * @throws ConfigError that names the variable and what it should hold
 */
export function checkFunctionSettings(settings: Settings): void {
  const env = { ...settings, ...ofLambda, POWERTOOLS_SERVICE_NAME: undefined };
  readConfig({ ...env, POLICY_MAP: settings["POLICY_MAP"] || "s3://the-stacks-own/policy-map.json" });
  if (settings["PROBE_GRANT"]) {
    readProbeConfig({ ...env, PROBE_URL: settings["PROBE_URL"] || "https://the-stacks-own.invalid" });
  }
}
