import { expect, test } from "vitest";
import { checkFunctionSettings } from "../../../../build/package/check-function-settings.ts";

const probe = { PROBE_GRANT: "probe", PROBE_TOKEN: "aws", PROBE_AUDIENCE: "https://vend.corp.example" };

test.each([
  [{}],
  [{ POLICY_MAP: "ssm:/vend/map", BASE_PATH: "/vend", TRACING: "on", STS_FALLBACK_REGIONS: "eu-west-1" }],
  [probe],
  [{ AWS_REGION: "nowhere", AWS_LAMBDA_LOG_LEVEL: "ERROR" }],
])("functions start with %j", (settings) => {
  expect(() => checkFunctionSettings(settings)).not.toThrow();
});

test.each([
  [{ STS_FALLBACK_REGIONS: "mars" }, "STS_FALLBACK_REGIONS: "],
  [{ POLICY_MAP_REFRESH_SECONDS: "abc" }, "POLICY_MAP_REFRESH_SECONDS: "],
  [{ PUBLIC_URL: "http://x" }, "PUBLIC_URL: "],
  [{ TRACING: "ON" }, "TRACING: "],
  [{ BASE_PATH: "vend" }, "BASE_PATH: must begin with a slash"],
  [{ REPLAY_TABLE: "*" }, "REPLAY_TABLE: "],
  [{ ...probe, PROBE_URL: "http://x" }, "PROBE_URL: "],
  [{ ...probe, PROBE_ROLE: "probe" }, "PROBE_ROLE: "],
])("with %j they would not, and are not packaged", (settings, problem) => {
  expect(() => checkFunctionSettings(settings)).toThrow(problem);
});
