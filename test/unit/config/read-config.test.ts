import { afterEach, expect, test, vi } from "vitest";
import { ConfigError, readConfig } from "../../../shared/config/read-config.ts";

const env = { POLICY_MAP: "file:policy-map.yaml", AWS_REGION: "eu-central-1" };

afterEach(() => {
  vi.unstubAllEnvs();
});

test("what is needed is enough", () => {
  expect(readConfig(env)).toEqual({ policyMap: "file:policy-map.yaml", region: "eu-central-1", basePath: undefined });
});

test("the process's own environment is read where no other is given", () => {
  vi.stubEnv("POLICY_MAP", "file:from-the-environment.yaml");
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("BASE_PATH", undefined);
  vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", undefined);
  expect(readConfig()).toMatchObject({ policyMap: "file:from-the-environment.yaml", region: "us-east-1" });
});

test.each(["POLICY_MAP", "AWS_REGION"] as const)("%s must be there, and not empty", (name) => {
  const expected = new RegExp(`^${name}: is not set; it says .*, such as`);
  expect(() => readConfig({ ...env, [name]: undefined })).toThrow(expected);
  expect(() => readConfig({ ...env, [name]: "" })).toThrow(expected);
});

test.each([
  ["/vend", "/vend"],
  ["/vend/eu-1", "/vend/eu-1"],
  ["", undefined],
])("BASE_PATH %j is a base path", (basePath, expected) => {
  expect(readConfig({ ...env, BASE_PATH: basePath }).basePath).toBe(expected);
});

test.each(["vend", "/", "/vend/", "//vend", "/ve nd", "/vend?x", "/vend\n"])("BASE_PATH %j is none", (basePath) => {
  expect(() => readConfig({ ...env, BASE_PATH: basePath })).toThrow(/^BASE_PATH: must begin with a slash/);
});

test.each(["", "TRACE", "DEBUG", "INFO", "info"])("with Lambda's log level %j the audit records are seen", (level) => {
  expect(readConfig({ ...env, AWS_LAMBDA_LOG_LEVEL: level }).region).toBe("eu-central-1");
});

test.each(["WARN", "ERROR", "FATAL", "error", "VERBOSE"])("with Lambda's log level %j they are not", (level) => {
  expect(() => readConfig({ ...env, AWS_LAMBDA_LOG_LEVEL: level })).toThrow(
    new ConfigError(`AWS_LAMBDA_LOG_LEVEL: ${level} hides the audit records; set the function's to INFO or below`),
  );
});
