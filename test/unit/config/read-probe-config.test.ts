import { expect, test } from "vitest";
import { ConfigError } from "../../../shared/config/config-error.ts";
import { readProbeConfig } from "../../../shared/config/read-probe-config.ts";

const env = {
  AWS_REGION: "eu-central-1",
  PROBE_URL: "https://vend.corp.example/",
  PROBE_GRANT: "probe",
  PROBE_TOKEN: "aws",
  PROBE_AUDIENCE: "https://vend.corp.example",
};
const client = {
  ...env,
  PROBE_TOKEN: "",
  PROBE_TOKEN_URL: "https://idp.corp.example/token",
  PROBE_CLIENT_ID: "vend-probe",
  PROBE_CLIENT_SECRET: "ssm:/vend/probe",
};

test("what is needed is enough, with a token of AWS", () => {
  expect(readProbeConfig(env)).toEqual({
    serviceName: "credential-vending-api",
    url: "https://vend.corp.example",
    grant: "probe",
    roleArn: undefined,
    deniedGrant: undefined,
    region: "eu-central-1",
    token: { kind: "aws", audience: "https://vend.corp.example" },
  });
});

test("the rest is read too, with a token of an identity provider", () => {
  const role = "arn:aws:iam::111122223333:role/path/target";
  const more = {
    PROBE_ROLE: role,
    PROBE_DENIED_GRANT: "payroll/prod",
    PROBE_SCOPE: "vend",
    PROBE_TOKEN_AUDIENCE: "api",
  };
  expect(readProbeConfig({ ...client, ...more, POWERTOOLS_SERVICE_NAME: "vend-dev" })).toMatchObject({
    serviceName: "vend-dev",
    roleArn: role,
    deniedGrant: "payroll/prod",
    token: {
      kind: "client",
      tokenUrl: "https://idp.corp.example/token",
      clientId: "vend-probe",
      clientSecret: { ssm: "/vend/probe" },
      scope: "vend",
      audience: "api",
    },
  });
});

test.each<[env: object, message: RegExp]>([
  [{ ...env, PROBE_URL: "" }, /^PROBE_URL: is not set/],
  [{ ...env, PROBE_URL: "http://vend.corp.example" }, /^PROBE_URL: .* is not https/],
  [{ ...env, PROBE_URL: "https://a.example,https://b.example" }, /^PROBE_URL: names more than one URL$/],
  [{ ...env, PROBE_GRANT: "" }, /^PROBE_GRANT: is not set/],
  [{ ...env, PROBE_GRANT: "a/b/c" }, /^PROBE_GRANT: "a\/b\/c" is no grant/],
  [{ ...env, PROBE_ROLE: "target" }, /^PROBE_ROLE: "target" is no ARN of a role$/],
  [{ ...env, PROBE_DENIED_GRANT: "/" }, /^PROBE_DENIED_GRANT: "\/" is no grant/],
  [{ ...env, AWS_REGION: "" }, /^AWS_REGION: is not set/],
  [{ ...env, PROBE_TOKEN: "gcp" }, /^PROBE_TOKEN: "gcp" is no source; use aws, or set PROBE_TOKEN_URL$/],
  [{ ...env, PROBE_TOKEN: "" }, /^PROBE_TOKEN: say aws there, or/],
  [{ ...client, PROBE_TOKEN: "aws" }, /^PROBE_TOKEN: say aws there, or/],
  [{ ...env, PROBE_AUDIENCE: "" }, /^PROBE_AUDIENCE: is not set/],
  [{ ...client, PROBE_CLIENT_ID: "" }, /^PROBE_CLIENT_ID: is not set/],
  [{ ...client, PROBE_CLIENT_SECRET: "" }, /^PROBE_CLIENT_SECRET: is not set/],
  [{ ...client, PROBE_CLIENT_SECRET: "hunter two" }, /^PROBE_CLIENT_SECRET: is no place of a secret/],
])("%o is refused", (wrong, message) => {
  expect(() => readProbeConfig(wrong as typeof env)).toThrow(ConfigError);
  expect(() => readProbeConfig(wrong as typeof env)).toThrow(message);
});
