import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningStack, runStack } from "../support/run-stack.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("../../cli/vend.mjs", import.meta.url));
const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const canRun = (command: string, args: readonly string[]) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
const hasCli = isRequired || canRun("aws", ["--version"]);
const hasBoto = isRequired || canRun("python3", ["-c", "import boto3"]);

const assumedRole = "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner";
const javascript = `
  import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
  console.log((await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn);
`;
const python = `import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])`;
let stack: RunningStack;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  stack = await runStack();
  home = await mkdtemp(join(tmpdir(), "vend-serve-"));
  const tokenFile = join(home, "token");
  await writeFile(tokenFile, `${await stack.token("report-runner")}\n`, { mode: 0o600 });
  env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    AWS_CONFIG_FILE: join(home, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "none"),
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_STS: stack.stsUrl,
    VEND_URL: stack.url,
    VEND_TOKEN_FILE: tokenFile,
  };
});

afterAll(async () => {
  await stack?.stop();
  await rm(home, { recursive: true, force: true });
});

/** Static keys are there, which would win over the endpoint, were they not taken away. */
async function serve(options: readonly string[], command: readonly string[]): Promise<string> {
  const args = [program, "serve", ...options, "--", ...command];
  const rivals = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "static" };
  const { stdout } = await run(process.execPath, args, { env: { ...env, ...rivals } });
  return stdout.trim();
}

describe.each([
  ["as the container provider's endpoint", []],
  ["as instance metadata", ["--imds"]],
])("vend serve %s", (_, options) => {
  test.skipIf(!hasCli)("makes the AWS CLI the role (skipped where `aws` is missing)", async () => {
    const stdout = await serve(options, ["aws", "sts", "get-caller-identity", "--output", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ Arn: assumedRole });
  });

  test.skipIf(!hasBoto)("makes boto3 the role (skipped where it is missing)", async () => {
    expect(await serve(options, ["python3", "-c", python])).toBe(assumedRole);
  });

  test("makes the JavaScript SDK the role", async () => {
    expect(await serve(options, [process.execPath, "--input-type=module", "--eval", javascript])).toBe(assumedRole);
  });
});
