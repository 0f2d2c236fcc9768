import { expect, test } from "vitest";
import { ConfigError } from "../../../shared/config/config-error.ts";
import { readBareConfig } from "../../../shared/config/read-bare-config.ts";

const serviceName = "credential-vending-api";

test("the deployment's name and the base path are all that there is to know", () => {
  expect(readBareConfig({})).toEqual({ serviceName, basePath: undefined });
  expect(readBareConfig({ BASE_PATH: "/vend", POWERTOOLS_SERVICE_NAME: "vend-staging" })).toEqual({
    serviceName: "vend-staging",
    basePath: "/vend",
  });
});

test("what is wrong with the rest is no hindrance", () => {
  expect(readBareConfig({ POLICY_MAP: "nowhere", AWS_REGION: "", STS_FALLBACK_REGIONS: "no region" })).toEqual({
    serviceName,
    basePath: undefined,
  });
});

test.each([
  [{ BASE_PATH: "vend" }, /BASE_PATH/],
  [{ AWS_LAMBDA_LOG_LEVEL: "ERROR" }, /AWS_LAMBDA_LOG_LEVEL/],
])("%j is refused", (env, message) => {
  expect(() => readBareConfig(env)).toThrow(ConfigError);
  expect(() => readBareConfig(env)).toThrow(message);
});
