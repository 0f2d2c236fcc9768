import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningStack, runStack } from "../support/run-stack.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("../../cli/vend.mjs", import.meta.url));
const isRequired = process.env["CONFORMANCE_REQUIRED"] === "1";
const canRun = (command: string, args: readonly string[]) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
const hasCli = isRequired || canRun("aws", ["--version"]);
const hasBoto = isRequired || canRun("python3", ["-c", "import boto3"]);

const assumedRole = "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner";
let stack: RunningStack;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  stack = await runStack();
});

afterAll(async () => {
  await stack?.stop();
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "vend-get-"));
  const tokenFile = join(home, "token");
  await writeFile(tokenFile, `Bearer ${await stack.token("report-runner")}\n`, { mode: 0o600 });
  const command = `"${process.execPath}" "${program}" get ${stack.url} --grant nightly-report --token-file "${tokenFile}"`;
  await writeFile(join(home, "config"), `[profile vended]\ncredential_process = ${command}\n`);
  env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    AWS_CONFIG_FILE: join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
    AWS_ENDPOINT_URL_STS: stack.stsUrl,
    AWS_PROFILE: "vended",
  };
  return () => rm(home, { recursive: true, force: true });
});

const vendings = () => stack.output().match(/"grant":"nightly-report"/g)?.length ?? 0;

describe.skipIf(!hasCli)("the AWS CLI (skipped where `aws` is missing)", () => {
  test("becomes the role by `vend get`, three at once by one request, and the next by none", async () => {
    const before = vendings();
    const become = async () =>
      JSON.parse((await run("aws", ["sts", "get-caller-identity"], { env })).stdout) as unknown;
    const answers = await Promise.all([become(), become(), become()]);
    for (const answer of [...answers, await become()]) {
      expect(answer).toMatchObject({ Arn: assumedRole });
    }
    expect(vendings() - before).toBe(1);
  });

  test("shows its user the sentence of a refusal", async () => {
    const refused = { ...env, VEND_TOKEN_FILE: join(home, "token") };
    await writeFile(
      join(home, "config"),
      `[profile vended]\ncredential_process = "${process.execPath}" "${program}" get ${stack.url} --grant audit\n`,
    );
    await expect(run("aws", ["sts", "get-caller-identity"], { env: refused })).rejects.toMatchObject({
      stderr: expect.stringContaining('for grant "audit": 403 NotGranted: No such grant for this caller'),
    });
  });
});

test.skipIf(!hasBoto)("boto3 becomes the role by `vend get` (skipped where it is missing)", async () => {
  const script = `import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])`;
  expect((await run("python3", ["-c", script], { env })).stdout.trim()).toBe(assumedRole);
});

test("the JavaScript SDK becomes the role by `vend get`", async () => {
  const script = `
    import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
    console.log((await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn);
  `;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { env });
  expect(stdout.trim()).toBe(assumedRole);
});

test("a POSIX shell becomes the role by `vend env`", async () => {
  const script = `eval "$('${process.execPath}' '${program}' env '${stack.url}' --token-file '${home}/token')" && echo "$AWS_ACCESS_KEY_ID"`;
  const { stdout } = await run("sh", ["-c", script], { env });
  expect(stdout).toMatch(/^ASIA[A-Z2-7]{16}\n$/);
});
