import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningStack, runStack } from "../support/run-stack.ts";

const run = promisify(execFile);

/** Where AWS's clients are missing these tests are skipped, and say so; `.ci/run` brings them and allows no skip. */
const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const hasCli = isRequired || canRun("aws", ["--version"]);
const hasBoto = isRequired || canRun("python3", ["-c", "import boto3"]);
const hasCurl = isRequired || canRun("curl", ["--version"]);

function canRun(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

const assumedRole = "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner";
let stack: RunningStack;
let token: string;
let home: string;

beforeAll(async () => {
  stack = await runStack();
  token = await stack.token("report-runner");
  home = await mkdtemp(join(tmpdir(), "vend-conformance-"));
});

afterAll(async () => {
  await stack?.stop();
  await rm(home, { recursive: true, force: true });
});

/** A clean environment: no credentials and no configuration but what a test gives. */
function environment(more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    AWS_CONFIG_FILE: join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_STS: stack.stsUrl,
    ...more,
  };
}

function containerEnvironment(grant: string, authorization = `Bearer ${token}`): Record<string, string> {
  return environment({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${stack.url}/v1/credentials/${grant}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: authorization,
  });
}

/** The service in place of STS: an SDK that has a web identity asks it, and then asks the real one who it became. */
async function webIdentityEnvironment(roleArn: string): Promise<Record<string, string>> {
  const file = join(home, "web-identity-token");
  await writeFile(file, `${token}\n`);
  return environment({
    AWS_ENDPOINT_URL_STS: stack.url,
    AWS_ROLE_ARN: roleArn,
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    REAL_STS: stack.stsUrl,
  });
}

const byGrant = "arn:aws:iam::000000000000:role/vend/nightly-report";
const byRole = "arn:aws:iam::111122223333:role/report-reader";

const javascriptIdentity = `
  import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
  const client = new STSClient(process.env.REAL_STS ? { endpoint: process.env.REAL_STS } : {});
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    console.log(JSON.stringify({ Arn, ...(await client.config.credentials()) }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.name, message: error.message }));
  }
`;
const javascript = (env: Record<string, string>) =>
  run(process.execPath, ["--input-type=module", "--eval", javascriptIdentity], { env });

const pythonIdentity = `
import boto3, json, os
print(json.dumps(boto3.client("sts", endpoint_url=os.environ.get("REAL_STS")).get_caller_identity()["Arn"]))
`;

describe("the JavaScript SDK's default chain", () => {
  test("becomes the role of the grant", async () => {
    const { stdout } = await javascript(containerEnvironment("nightly-report"));
    expect(JSON.parse(stdout)).toMatchObject({ Arn: assumedRole, accessKeyId: expect.stringMatching(/^ASIA/) });
  });

  test("reads a token file that holds no scheme", async () => {
    const file = join(home, "token");
    await writeFile(file, token);
    const { stdout } = await javascript(
      environment({
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${stack.url}/v1/credentials/nightly-report/`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
      }),
    );
    expect(JSON.parse(stdout)).toMatchObject({ Arn: assumedRole });
  });

  test.each([byGrant, byRole])("takes the service for its STS, for %s", async (roleArn) => {
    const { stdout } = await javascript(await webIdentityEnvironment(roleArn));
    expect(JSON.parse(stdout)).toMatchObject({ Arn: assumedRole, accessKeyId: expect.stringMatching(/^ASIA/) });
  });

  test("gets nothing from a grant that is not the caller's", async () => {
    const { stdout } = await javascript(containerEnvironment("audit"));
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.any(String) });
    expect(JSON.parse(stdout)).not.toHaveProperty("Arn");
  });
});

describe.skipIf(!hasCli)("the AWS CLI (skipped where `aws` is missing)", () => {
  test("becomes the role of the grant", async () => {
    const { stdout } = await run("aws", ["sts", "get-caller-identity"], {
      env: containerEnvironment("nightly-report"),
    });
    expect(JSON.parse(stdout)).toMatchObject({ Account: "111122223333", Arn: assumedRole });
  });

  test("takes the service for its STS", async () => {
    const env = await webIdentityEnvironment(byGrant);
    const { stdout } = await run("aws", ["sts", "get-caller-identity", "--endpoint-url", stack.stsUrl], { env });
    expect(JSON.parse(stdout)).toMatchObject({ Arn: assumedRole });
  });

  test("shows its user what the service, taken for STS, refuses, and why", async () => {
    const env = await webIdentityEnvironment("arn:aws:iam::000000000000:role/vend/audit");
    const asked = run("aws", ["sts", "get-caller-identity", "--endpoint-url", stack.stsUrl], { env });
    await expect(asked).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /\(AccessDenied\).*AssumeRoleWithWebIdentity.*NotGranted: No such grant for this caller/,
      ),
    });
  });

  test("is told by the service, taken for STS, to ask AWS's own for anything else", async () => {
    const asked = run("aws", ["sts", "get-caller-identity"], { env: await webIdentityEnvironment(byGrant) });
    await expect(asked).rejects.toMatchObject({
      stderr: expect.stringMatching(/\(InvalidAction\).*AssumeRoleWithWebIdentity is the only action here/),
    });
  });

  test("goes through a role chain", async () => {
    const { stdout } = await run("aws", ["sts", "get-caller-identity"], { env: containerEnvironment("archive-read") });
    expect(JSON.parse(stdout)).toMatchObject({
      Arn: "arn:aws:sts::444455556666:assumed-role/archive-reader/report-runner",
    });
  });

  test.skipIf(!hasCurl)("becomes it by credential_process too", async () => {
    await writeFile(
      join(home, "config"),
      `[profile vended]\ncredential_process = curl --silent --header "Authorization: Bearer ${token}" "${stack.url}/v1/credentials/nightly-report?format=process"\n`,
    );
    const { stdout } = await run("aws", ["sts", "get-caller-identity", "--profile", "vended"], {
      env: environment({}),
    });
    expect(JSON.parse(stdout)).toMatchObject({ Arn: assumedRole });
  });

  test("shows its user the code and the sentence of a refusal", async () => {
    await expect(
      run("aws", ["sts", "get-caller-identity"], { env: containerEnvironment("wrong-external-id") }),
    ).rejects.toMatchObject({ stderr: expect.stringContaining("RoleRefused") });
  });

  test("is refused with a token that has been tampered with", async () => {
    const [header, payload] = token.split(".");
    const forged = `${header}.${payload}.${"A".repeat(86)}`;
    await expect(
      run("aws", ["sts", "get-caller-identity"], { env: containerEnvironment("nightly-report", `Bearer ${forged}`) }),
    ).rejects.toMatchObject({ stderr: expect.stringContaining("InvalidToken") });
  });
});

describe.skipIf(!hasBoto)("boto3 (skipped where it is missing)", () => {
  test("becomes the role of the grant", async () => {
    const { stdout } = await run("python3", ["-c", pythonIdentity], { env: containerEnvironment("nightly-report") });
    expect(JSON.parse(stdout)).toBe(assumedRole);
  });

  test("takes the service for its STS", async () => {
    const { stdout } = await run("python3", ["-c", pythonIdentity], { env: await webIdentityEnvironment(byRole) });
    expect(JSON.parse(stdout)).toBe(assumedRole);
  });
});

describe.skipIf(!hasCurl)("a POSIX shell (skipped where curl is missing)", () => {
  test("evaluates the env format", async () => {
    const script = `eval "$(curl --silent --header "Authorization: Bearer $TOKEN" "$URL/v1/credentials/nightly-report?format=env")"
      echo "$AWS_ACCESS_KEY_ID $AWS_CREDENTIAL_EXPIRATION"`;
    const { stdout } = await run("sh", ["-c", script], { env: environment({ TOKEN: token, URL: stack.url }) });
    expect(stdout).toMatch(/^ASIA[A-Z2-7]{16} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
  });
});
