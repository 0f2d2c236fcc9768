import { afterEach, expect, test, vi } from "vitest";
import { ConfigError } from "../../../shared/config/config-error.ts";
import { readConfig } from "../../../shared/config/read-config.ts";

const env = { POLICY_MAP: "file:policy-map.yaml", AWS_REGION: "eu-central-1" };

afterEach(() => {
  vi.unstubAllEnvs();
});

test("what is needed is enough", () => {
  expect(readConfig(env)).toEqual({
    serviceName: "credential-vending-api",
    policyMap: { kind: "file", path: "policy-map.yaml" },
    policyMapRefreshSeconds: 30,
    policyMapMaxAgeSeconds: undefined,
    keySets: undefined,
    keySetsOnly: [],
    region: "eu-central-1",
    replayTable: undefined,
    stsFallbackRegions: [],
    basePath: undefined,
    publicUrls: [],
    nonceKey: undefined,
    sharedSessions: undefined,
    isTraced: false,
    allowances: {
      addressFailures: { burst: 60, perMinute: 60 },
      subjectFailures: { burst: 60, perMinute: 30 },
      subjectSessions: { burst: 300, perMinute: 60 },
    },
  });
});

test("the process's own environment is read where no other is given", () => {
  vi.stubEnv("POLICY_MAP", "file:from-the-environment.yaml");
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("BASE_PATH", undefined);
  vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", undefined);
  expect(readConfig()).toMatchObject({ policyMap: { path: "from-the-environment.yaml" }, region: "us-east-1" });
});

test("a deployment has a name of its own, where it is given one", () => {
  expect(readConfig({ ...env, POWERTOOLS_SERVICE_NAME: "vend-staging" }).serviceName).toBe("vend-staging");
  expect(readConfig({ ...env, POWERTOOLS_SERVICE_NAME: "" }).serviceName).toBe("credential-vending-api");
});

test.each(["POLICY_MAP", "AWS_REGION"] as const)("%s must be there, and not empty", (name) => {
  const expected = new RegExp(`^${name}: is not set; it says .*, such as`);
  expect(() => readConfig({ ...env, [name]: undefined })).toThrow(expected);
  expect(() => readConfig({ ...env, [name]: "" })).toThrow(expected);
});

test.each(["policy-map.yaml", "https://example.com/map", "s3://bucket"])("POLICY_MAP %j is no place", (location) => {
  const expected = new RegExp(`^POLICY_MAP: ${location} is no place for a policy map; use file:PATH, s3:`);
  expect(() => readConfig({ ...env, POLICY_MAP: location })).toThrow(expected);
  expect(() => readConfig({ ...env, POLICY_MAP: location })).toThrow(ConfigError);
});

test.each([
  ["1", 1],
  ["3600", 3_600],
  ["", 30],
])("POLICY_MAP_REFRESH_SECONDS %j is a time", (text, seconds) => {
  expect(readConfig({ ...env, POLICY_MAP_REFRESH_SECONDS: text }).policyMapRefreshSeconds).toBe(seconds);
});

test.each(["0", "3601", "-1", "1.5", "1m", " 1", "1e3", "Infinity"])(
  "POLICY_MAP_REFRESH_SECONDS %j is none",
  (text) => {
    expect(() => readConfig({ ...env, POLICY_MAP_REFRESH_SECONDS: text })).toThrow(
      new ConfigError(`POLICY_MAP_REFRESH_SECONDS: ${text} is none; use a whole number of seconds from 1 to 3600`),
    );
  },
);

test.each([
  ["60", 60],
  ["2592000", 2_592_000],
  ["", undefined],
])("POLICY_MAP_MAX_AGE_SECONDS %j is a time", (text, seconds) => {
  expect(readConfig({ ...env, POLICY_MAP_MAX_AGE_SECONDS: text }).policyMapMaxAgeSeconds).toBe(seconds);
});

test.each(["59", "2592001", "1h"])("POLICY_MAP_MAX_AGE_SECONDS %j is none", (text) => {
  expect(() => readConfig({ ...env, POLICY_MAP_MAX_AGE_SECONDS: text })).toThrow(
    new ConfigError(`POLICY_MAP_MAX_AGE_SECONDS: ${text} is none; use a whole number of seconds from 60 to 2592000`),
  );
});

test("the least age that a map may have is twice the time between two refreshes", () => {
  const slow = { ...env, POLICY_MAP_REFRESH_SECONDS: "300" };
  expect(readConfig({ ...slow, POLICY_MAP_MAX_AGE_SECONDS: "600" }).policyMapMaxAgeSeconds).toBe(600);
  expect(() => readConfig({ ...slow, POLICY_MAP_MAX_AGE_SECONDS: "599" })).toThrow(/from 600 to/);
});

test.each([
  ["eu-west-1", ["eu-west-1"]],
  ["eu-west-1,cn-northwest-1,us-gov-east-1", ["eu-west-1", "cn-northwest-1", "us-gov-east-1"]],
  ["", []],
])("STS_FALLBACK_REGIONS %j are regions", (text, regions) => {
  expect(readConfig({ ...env, STS_FALLBACK_REGIONS: text }).stsFallbackRegions).toEqual(regions);
});

test.each([
  ["eu-west-1, us-east-1", " us-east-1"],
  ["frankfurt", "frankfurt"],
  ["https://sts.eu-west-1.amazonaws.com", "https://sts.eu-west-1.amazonaws.com"],
])("STS_FALLBACK_REGIONS %j are none", (text, wrong) => {
  expect(() => readConfig({ ...env, STS_FALLBACK_REGIONS: text })).toThrow(
    new ConfigError(
      `STS_FALLBACK_REGIONS: ${JSON.stringify(wrong)} is no region; use regions separated by commas, without spaces, such as eu-west-1`,
    ),
  );
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

test.each([
  ["vend-replay", "vend-replay"],
  ["a.B", "a.B"],
  ["a".repeat(255), "a".repeat(255)],
  ["", undefined],
])("REPLAY_TABLE %j is a table", (text, table) => {
  expect(readConfig({ ...env, REPLAY_TABLE: text }).replayTable).toBe(table);
});

test.each(["ab", "a".repeat(256), "a b", "arn:aws:dynamodb:eu-central-1:111122223333:table/t", "tablé"])(
  "REPLAY_TABLE %j is none",
  (text) => {
    expect(() => readConfig({ ...env, REPLAY_TABLE: text })).toThrow(/^REPLAY_TABLE: is no name of a DynamoDB table/);
  },
);

test.each([
  ["ADDRESS_FAILURE_LIMIT", "addressFailures", { burst: 60, perMinute: 60 }],
  ["SUBJECT_FAILURE_LIMIT", "subjectFailures", { burst: 60, perMinute: 30 }],
  ["SUBJECT_SESSION_LIMIT", "subjectSessions", { burst: 300, perMinute: 60 }],
] as const)("%s says how much at once and how much a minute", (name, member, usual) => {
  expect(readConfig(env).allowances[member]).toEqual(usual);
  expect(readConfig({ ...env, [name]: "" }).allowances[member]).toEqual(usual);
  expect(readConfig({ ...env, [name]: "1+1/min" }).allowances[member]).toEqual({ burst: 1, perMinute: 1 });
  expect(readConfig({ ...env, [name]: "999999+999999/min" }).allowances[member]).toEqual({
    burst: 999_999,
    perMinute: 999_999,
  });
  for (const text of [
    "60",
    "0+1/min",
    "1+0/min",
    "1000000+1/min",
    "1+1000000/min",
    "60 + 30/min",
    "-1+1/min",
    "1+1/s",
    "off",
  ]) {
    expect(() => readConfig({ ...env, [name]: text })).toThrow(
      new ConfigError(
        `${name}: ${text} is none; use BURST+RATE/min, such as 60+30/min: 60 at once, and then 30 a minute, each 1 to 999999`,
      ),
    );
  }
});
test.each<[string, readonly string[]]>([
  ["https://api.corp.example", ["https://api.corp.example"]],
  ["https://api.corp.example/vend/", ["https://api.corp.example/vend"]],
  ["https://a.example/x, https://b.example:8443", ["https://a.example/x", "https://b.example:8443"]],
  ["http://127.0.0.1:8080", ["http://127.0.0.1:8080"]],
  ["", []],
])("PUBLIC_URL %j is where callers come", (text, urls) => {
  expect(readConfig({ ...env, PUBLIC_URL: text }).publicUrls).toEqual(urls);
});

test.each([
  "api.corp.example",
  "http://api.corp.example",
  "ftp://api.corp.example",
  "https://user@api.corp.example",
  "https://api.corp.example?x",
  "https://api.corp.example#x",
  "https://api.corp.example\\vend",
  "https://[",
  "https://a.example,",
  "https://a.example https://b.example",
])("PUBLIC_URL %j is none", (text) => {
  expect(() => readConfig({ ...env, PUBLIC_URL: text })).toThrow(/^PUBLIC_URL: .* write such as https:/);
});

test.each([
  ["ssm:/vend/nonce-key", { ssm: "/vend/nonce-key" }],
  ["ssm:nonce-key", { ssm: "nonce-key" }],
  ["secret:vend/nonce", { secret: "vend/nonce", member: undefined }],
  ["secret:vend/nonce#key", { secret: "vend/nonce", member: "key" }],
  [
    "secret:arn:aws:secretsmanager:eu-central-1:111122223333:secret:vend-AbCdEf#key",
    { secret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:vend-AbCdEf", member: "key" },
  ],
  ["", undefined],
])("DPOP_NONCE_KEY %j is a place", (text, place) => {
  expect(readConfig({ ...env, DPOP_NONCE_KEY: text }).nonceKey).toEqual(place);
});

test.each(["kY9vQe8sR2xT7uW4zA6bC1dE3fG5hJ0l", "ssm:", "ssm:/a//b", "secret:", "secret:a#", "secret:a#b#c", "env:KEY"])(
  "DPOP_NONCE_KEY %j is none, and is not repeated: it may be the key itself",
  (text) => {
    expect(() => readConfig({ ...env, DPOP_NONCE_KEY: text })).toThrow(
      new ConfigError(
        "DPOP_NONCE_KEY: is no place of a secret; use ssm:/NAME, or secret:NAME or secret:ARN with #MEMBER for a member of a JSON object",
      ),
    );
  },
);

test.each([
  ["s3://maps/key-sets.json", { kind: "s3", bucket: "maps", key: "key-sets.json" }],
  ["file:key-sets.json", { kind: "file", path: "key-sets.json" }],
])("KEY_SETS %j is a place", (text, keySets) => {
  const read = readConfig({ ...env, KEY_SETS: text, KEY_SETS_ONLY: "corp,lab" });
  expect(read).toMatchObject({ keySets, keySetsOnly: ["corp", "lab"] });
});

test.each(["ssm:/vend/keys", "appconfig:a/b/c", "s3://maps", "key-sets.json"])("KEY_SETS %j is none", (text) => {
  expect(() => readConfig({ ...env, KEY_SETS: text })).toThrow(/^KEY_SETS: .* is no place for/);
});

test("KEY_SETS_ONLY needs a place", () => {
  expect(() => readConfig({ ...env, KEY_SETS_ONLY: "corp" })).toThrow(/^KEY_SETS_ONLY: .*KEY_SETS does not say where/);
});

const sharing = {
  SHARED_SESSIONS_TABLE: "vend-sessions",
  SHARED_SESSIONS_KEY: "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000",
};

test.each([
  [undefined, 50],
  ["10", 10],
  ["500", 500],
])("shared sessions have a table, a key, and with SHARED_SESSIONS_TIMEOUT_MS %j a time", (text, timeoutMs) => {
  const { sharedSessions } = readConfig({ ...env, ...sharing, SHARED_SESSIONS_TIMEOUT_MS: text });
  expect(sharedSessions).toEqual({ table: "vend-sessions", keyArn: sharing.SHARED_SESSIONS_KEY, timeoutMs });
});

test.each<[changes: Record<string, string>, problem: RegExp]>([
  [{ SHARED_SESSIONS_TABLE: "" }, /^SHARED_SESSIONS_TABLE: is not set, though SHARED_SESSIONS_KEY is/],
  [{ SHARED_SESSIONS_TABLE: "a/b" }, /^SHARED_SESSIONS_TABLE: is no name/],
  [{ SHARED_SESSIONS_KEY: "" }, /^SHARED_SESSIONS_KEY: is no ARN/],
  [{ SHARED_SESSIONS_KEY: "arn:aws:kms:eu-central-1:999988887777:alias/vend" }, /^SHARED_SESSIONS_KEY: is no ARN/],
  [{ SHARED_SESSIONS_TIMEOUT_MS: "9" }, /^SHARED_SESSIONS_TIMEOUT_MS: 9 is none; .* milliseconds from 10 to 500/],
  [{ SHARED_SESSIONS_TIMEOUT_MS: "501" }, /^SHARED_SESSIONS_TIMEOUT_MS: 501 is none/],
])("sessions are not shared with %j", (changes, problem) => {
  expect(() => readConfig({ ...env, ...sharing, ...changes })).toThrow(problem);
});

test("requests are traced where that is switched on, and a switch has no other word", () => {
  expect(readConfig({ ...env, TRACING: "on" }).isTraced).toBe(true);
  expect(readConfig({ ...env, TRACING: "" }).isTraced).toBe(false);
  expect(() => readConfig({ ...env, TRACING: "true" })).toThrow(
    /^TRACING: "true" is no switch; use on, or leave it out$/,
  );
});
