import { expect, test } from "vitest";
import { type DeployedWith, readDeployment } from "../../../../build/rights/deployed-with.ts";

const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
const nothing: DeployedWith = {
  policyMap: "",
  kmsKeyArns: "",
  keySets: "",
  sharedSessionsTable: "",
  sharedSessionsKey: "",
  dpopNonceKey: "",
  dataKey: "",
  replayTable: "",
};

test("the map is in the stack's own bucket where nobody names a place, and all else is left out", () => {
  expect(readDeployment(nothing)).toEqual({
    policyMap: {
      kind: "s3",
      bucket: `\${MapsBucket}`,
      key: "policy-map.json",
    },
    keySets: undefined,
    sharedSessions: undefined,
    nonceKey: undefined,
    keys: [],
  });
});

test("what is said is read", () => {
  const said = {
    policyMap: "ssm:/vend/map",
    kmsKeyArns: `${key},${key}0`,
    keySets: "s3://maps/keys.json",
    sharedSessionsTable: "vend-sessions",
    sharedSessionsKey: key,
    dpopNonceKey: "secret:vend/nonce#key",
    dataKey: key,
    replayTable: "vend-replay",
  };
  expect(readDeployment(said)).toEqual({
    policyMap: { kind: "ssm", name: "/vend/map" },
    keySets: { kind: "s3", bucket: "maps", key: "keys.json" },
    sharedSessions: { table: "vend-sessions", keyArn: key },
    nonceKey: { secret: "vend/nonce", member: "key" },
    keys: [key, `${key}0`],
  });
});

test.each<[changes: Partial<DeployedWith>, problem: RegExp]>([
  [{ policyMap: "elsewhere" }, /^POLICY_MAP: elsewhere is no place for a policy map/],
  [{ keySets: "ssm:/vend/keys" }, /^KEY_SETS: .* is no place/],
  [{ dpopNonceKey: "0123456789abcdef" }, /^DPOP_NONCE_KEY: is no place of a secret/],
  [{ kmsKeyArns: `arn:aws:kms:eu-central-1:999988887777:key/\${AWS::StackName}` }, /^KMS_KEY_ARNS: /],
  [{ kmsKeyArns: "arn:aws:kms:eu-central-1:999988887777:key/?" }, /^KMS_KEY_ARNS: /],
  [{ kmsKeyArns: `${key},` }, /^KMS_KEY_ARNS: {2}is no ARN of kms/],
  [{ kmsKeyArns: "arn:aws:iam::111122223333:role/report-reader" }, /^KMS_KEY_ARNS: .* is no ARN of kms/],
  [{ sharedSessionsTable: "vend-sessions" }, /^SHARED_SESSIONS_TABLE: both/],
  [{ sharedSessionsKey: key }, /^SHARED_SESSIONS_TABLE: both/],
  [{ dataKey: "*" }, /^DATA_KEY: \* is no ARN of a KMS key/],
  [{ dataKey: "arn:aws:kms:*:*:key/*" }, /^DATA_KEY: .* is no ARN of a KMS key/],
  [{ dataKey: "arn:aws:kms:eu-central-1:999988887777:alias/vend" }, /^DATA_KEY: .* is no ARN of a KMS key/],
  [{ dataKey: "on" }, /^DATA_KEY: on is no ARN of a KMS key; use arn:aws:kms:REGION:ACCOUNT:key\/ID, or make/],
  [{ replayTable: "*" }, /^REPLAY_TABLE: is no name of a DynamoDB table/],
  [{ sharedSessionsTable: "*", sharedSessionsKey: key }, /^SHARED_SESSIONS_TABLE: both/],
])("%j is refused", (changes, problem) => {
  expect(() => readDeployment({ ...nothing, ...changes })).toThrow(problem);
});
