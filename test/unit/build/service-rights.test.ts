import { describe, expect, test } from "vitest";
import {
  type DeployedWith,
  keyRefreshRights,
  keyRefreshStatements,
  refreshesKeySets,
  serviceRights,
  statements,
} from "../../../build/service-rights.ts";

const role = "arn:aws:iam::111122223333:role/report-reader";
const deployed: DeployedWith = {
  policyMap: "file:dist/policy-map.yaml",
  roleArns: role,
  externalIdArns: "",
  kmsKeyArns: "",
  keySets: "",
  sharedSessionsTable: "",
  sharedSessionsKey: "",
};
const sts = {
  Effect: "Allow",
  Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
  Resource: [role],
};
const allow = (action: string | string[], ...resources: unknown[]) => ({
  Effect: "Allow",
  Action: [action].flat(),
  Resource: resources,
});
const sub = (text: string) => ({ "Fn::Sub": text });
const place = `\${AWS::Region}:\${AWS::AccountId}`;

describe("the rights of the service", () => {
  test.each<[policyMap: string, reading: object[]]>([
    ["file:dist/policy-map.yaml", []],
    ["s3://maps/prod/live.json", [allow("s3:GetObject", sub(`arn:\${AWS::Partition}:s3:::maps/prod/live.json`))]],
    [
      "ssm:/vend/map",
      [
        allow("ssm:GetParameter", sub(`arn:\${AWS::Partition}:ssm:${place}:parameter/vend/map`)),
        allow("ssm:GetParameters", sub(`arn:\${AWS::Partition}:ssm:${place}:parameter/vend/map/*`)),
      ],
    ],
    [
      "appconfig:abc1234/def5678/ghi9012",
      [
        allow(
          ["appconfig:StartConfigurationSession", "appconfig:GetLatestConfiguration"],
          sub(
            `arn:\${AWS::Partition}:appconfig:${place}:application/abc1234/environment/def5678/configuration/ghi9012`,
          ),
        ),
      ],
    ],
  ])("for %s are to assume its roles, and to read that alone", (policyMap, reading) => {
    expect(serviceRights({ ...deployed, policyMap })).toEqual([sts, ...reading]);
  });

  test("hold each external ID and key that is listed", () => {
    const parameter = "arn:aws:ssm:eu-central-1:999988887777:parameter/vend/reporting/external-id";
    const secret = "arn:aws:secretsmanager:eu-central-1:999988887777:secret:vend/archive-a1b2c3";
    const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
    const listed = { externalIdArns: `${secret},${parameter}`, kmsKeyArns: key };
    expect(serviceRights({ ...deployed, ...listed }).slice(1)).toEqual([
      allow("ssm:GetParameter", parameter),
      allow("secretsmanager:GetSecretValue", secret),
      allow("kms:Decrypt", key),
    ]);
  });

  test.each<[changes: Partial<DeployedWith>, problem: RegExp]>([
    [{ roleArns: "" }, /^ROLE_ARNS: names no role/],
    [{ roleArns: `${role},` }, /^ROLE_ARNS: {2}is no ARN of iam/],
    [{ roleArns: "*" }, /^ROLE_ARNS: \* is no ARN of iam/],
    [{ roleArns: `${role},arn:aws:iam::111122223333:role/*` }, /^ROLE_ARNS: arn:aws:iam::111122223333:role\/\* is/],
    [{ externalIdArns: role }, /^EXTERNAL_ID_ARNS: .* is no ARN of ssm or secretsmanager/],
    [{ kmsKeyArns: `arn:aws:kms:eu-central-1:999988887777:key/\${AWS::StackName}` }, /^KMS_KEY_ARNS: /],
    [{ kmsKeyArns: "arn:aws:kms:eu-central-1:999988887777:key/?" }, /^KMS_KEY_ARNS: /],
    [{ policyMap: "s3://maps/*" }, /^POLICY_MAP: a key with \* or \$/],
    [{ policyMap: `s3://maps/\${AWS::Region}` }, /^POLICY_MAP: a key with \* or \$/],
    [{ policyMap: "appconfig:vend/prod/map" }, /^POLICY_MAP: IAM knows what is in AppConfig by its id/],
    [{ policyMap: "appconfig:abc1234/def5678/*" }, /^POLICY_MAP: IAM knows/],
    [{ policyMap: "elsewhere" }, /is no place for a policy map/],
  ])("are none for %j", (changes, problem) => {
    expect(() => serviceRights({ ...deployed, ...changes })).toThrow(problem);
  });

  test("hold the table of shared sessions and the key that they are sealed under, both or neither", () => {
    const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
    expect(serviceRights({ ...deployed, sharedSessionsTable: "vend-sessions", sharedSessionsKey: key })).toEqual([
      sts,
      allow(
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        sub(`arn:\${AWS::Partition}:dynamodb:${place}:table/vend-sessions`),
      ),
      allow(["kms:GenerateDataKey", "kms:Decrypt"], key),
    ]);
    for (const half of [{ sharedSessionsTable: "vend-sessions" }, { sharedSessionsKey: key }]) {
      expect(() => serviceRights({ ...deployed, ...half })).toThrow(/^SHARED_SESSIONS_TABLE: both/);
    }
  });

  test("hold the reading of stored key sets, and never their writing", () => {
    const stored = allow("s3:GetObject", sub(`arn:\${AWS::Partition}:s3:::maps/key-sets.json`));
    expect(serviceRights({ ...deployed, keySets: "s3://maps/key-sets.json" })).toEqual([sts, stored]);
    expect(() => serviceRights({ ...deployed, keySets: "s3://maps/*" })).toThrow(/with \* or \$/);
    expect(() => serviceRights({ ...deployed, keySets: "ssm:/vend/keys" })).toThrow(/^KEY_SETS: .* is no place/);
  });

  test("come from the parameters of the service file", async () => {
    const resolveVariable = async (name: string) => deployed[name.replace("param:", "") as keyof DeployedWith];
    expect(await statements({ resolveVariable })).toEqual([sts]);
  });
});

describe("the rights of the function that fetches key sets", () => {
  const log = sub(`arn:\${AWS::Partition}:logs:${place}:log-group:/aws/lambda/*-refresh-key-sets:*`);
  const logs = allow(["logs:CreateLogStream", "logs:PutLogEvents"], log);

  test("are to read the map, and to write what it has fetched: it assumes no role", () => {
    const key = "arn:aws:kms:eu-central-1:999988887777:key/00000000-0000-0000-0000-000000000000";
    const stores = { policyMap: "s3://maps/live.json", keySets: "s3://maps/key-sets.json", kmsKeyArns: key };
    const object = sub(`arn:\${AWS::Partition}:s3:::maps/key-sets.json`);
    expect(keyRefreshRights({ ...deployed, ...stores })).toEqual([
      allow("s3:GetObject", sub(`arn:\${AWS::Partition}:s3:::maps/live.json`)),
      allow("s3:GetObject", object),
      allow("kms:Decrypt", key),
      logs,
      allow("s3:PutObject", object),
      allow("kms:GenerateDataKey", key),
    ]);
  });

  test.each([
    ["", false],
    ["s3://maps/key-sets.json", true],
  ])("with KEY_SETS=%s: whether it runs is %s", async (keySets, runs) => {
    const values = { ...deployed, keySets };
    const resolveVariable = async (name: string) => values[name.replace("param:", "") as keyof DeployedWith];
    expect(await refreshesKeySets({ resolveVariable })).toBe(runs);
    expect(await keyRefreshStatements({ resolveVariable })).toHaveLength(runs ? 3 : 1);
  });
});
