import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import { home, openRole, operator, startTestEmulator } from "./sts-emulator-fixture.ts";

const run = promisify(execFile);

async function works(command: string, ...args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

const hasCli = await works("aws", "--version");
const hasBoto = await works("python3", "-c", "import boto3");
// A machine without them must not look like one that has tried.
if (!hasCli) console.warn("SKIPPED: the AWS CLI is not on PATH, its test of the STS emulator did not run");
if (!hasBoto) console.warn("SKIPPED: python3 with boto3 is not on PATH, its test of the STS emulator did not run");

let emulator: StsEmulator;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  emulator = await startTestEmulator();
  env = {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    AWS_ENDPOINT_URL_STS: emulator.url,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
  };
});
afterAll(() => emulator.close());

describe("clients of other languages", () => {
  it.skipIf(!hasCli)("the AWS CLI assumes a role, and reads a refusal", { timeout: 60_000 }, async () => {
    const assume = [
      "sts",
      "assume-role",
      "--role-arn",
      openRole,
      "--role-session-name",
      "from-cli",
      "--tags",
      "Key=team,Value=etl",
      "--output",
      "json",
    ];
    const endpoint = ["--endpoint-url", emulator.url];
    const { stdout } = await run("aws", [...assume, ...endpoint], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${home}:assumed-role/open/from-cli` },
      Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/), Expiration: expect.any(String) },
    });
    const refused = run(
      "aws",
      ["sts", "assume-role", "--role-arn", `${openRole}x`, "--role-session-name", "ab", ...endpoint],
      { env },
    );
    await expect(refused).rejects.toThrow(
      /\(AccessDenied\) when calling the AssumeRole operation: User: .*operator is not authorized/,
    );
  });

  it.skipIf(!hasBoto)("boto3 chains roles and reads every code", { timeout: 60_000 }, async () => {
    const script = `
import boto3, json, botocore
def client(c=None):
    keys = {} if c is None else dict(aws_access_key_id=c['AccessKeyId'], aws_secret_access_key=c['SecretAccessKey'], aws_session_token=c['SessionToken'])
    return boto3.client('sts', endpoint_url='${emulator.url}', region_name='eu-central-1', **keys)
first = client().assume_role(RoleArn='${openRole}', RoleSessionName='one', SourceIdentity='anna', Tags=[dict(Key='team', Value='etl')], TransitiveTagKeys=['team'])
second = client(first['Credentials']).assume_role(RoleArn='${openRole}', RoleSessionName='two')
def code(call):
    try:
        call()
        return 'ok'
    except botocore.exceptions.ClientError as e:
        return e.response['Error']['Code'] + ' ' + str(e.response['ResponseMetadata']['HTTPStatusCode'])
print(json.dumps(dict(
    arn=client(second['Credentials']).get_caller_identity()['Arn'],
    source=second['SourceIdentity'],
    chained=code(lambda: client(first['Credentials']).assume_role(RoleArn='${openRole}', RoleSessionName='two', DurationSeconds=3601)),
    changed=code(lambda: client(first['Credentials']).assume_role(RoleArn='${openRole}', RoleSessionName='two', SourceIdentity='bert')),
    policy=code(lambda: client().assume_role(RoleArn='${openRole}', RoleSessionName='two', Policy='{}')),
    token=code(lambda: client().get_session_token()),
)))`;
    const { stdout } = await run("python3", ["-c", script], { env });
    expect(JSON.parse(stdout)).toEqual({
      arn: `arn:aws:sts::${home}:assumed-role/open/two`,
      source: "anna",
      chained: "ValidationError 400",
      changed: "ValidationError 400",
      policy: "MalformedPolicyDocument 400",
      token: "ok",
    });
  });
});
