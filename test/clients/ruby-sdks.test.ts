import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FaultProxy, startFaultProxy } from "../faults/start-fault-proxy.ts";
import { createAuthority } from "../support/client-certificates.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import { expireIn } from "./expire-in.ts";

/** Scripts as people have them for the SDKs of Ruby, against the real stack over TLS with a private authority. */
const project = fileURLToPath(new URL("../..", import.meta.url));
const can = (...args: string[]) => spawnSync("ruby", args).status === 0;
const hasRuby = can("--version");
const hasSdk = hasRuby && can("-raws-sdk-core", "-e", "exit");
if (!hasSdk) console.warn(`clients: scripts in Ruby are skipped, for ${hasRuby ? "aws-sdk-core" : "ruby"} is missing`);

const role = "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner";
const out = mkdtempSync(join(tmpdir(), "vend-ruby-"));
let stack: RunningStack;
let service: FaultProxy;
let certificate: { readonly certificate: string; readonly privateKey: string };

/** Runs a script with these settings and nothing else. Returns the lines that it printed. */
async function run(clientId: string, script: string, ...args: string[]): Promise<readonly string[]> {
  const token = join(out, `${clientId}-token`);
  writeFileSync(token, await stack.token(clientId));
  const env = {
    PATH: process.env["PATH"] ?? "",
    VEND_URL: service.url,
    VEND_TOKEN_FILE: token,
    VEND_CA_BUNDLE: join(out, "ca.pem"),
    VEND_READ_TIMEOUT_SECONDS: "2",
  };
  const words = [`clients/ruby/test/${script}`, ...args];
  const { stdout } = await promisify(execFile)("ruby", words, { cwd: project, env, timeout: 55_000 });
  return stdout.trim().split("\n");
}

describe.skipIf(!hasRuby)("scripts in Ruby", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    const authority = await createAuthority();
    writeFileSync(join(out, "ca.pem"), authority.certificate);
    certificate = await authority.issue("vend", ["127.0.0.1"]);
    stack = await runStack();
  });
  beforeEach(async () => {
    service = await startFaultProxy(stack.url, certificate);
  });
  afterEach(async () => {
    await service.goDown();
  });
  afterAll(async () => {
    await stack?.stop();
    rmSync(out, { recursive: true, force: true });
  });

  test("one for aws-sdk 1 gets symbolized keys by GET /, waits, asks again, and renews", async () => {
    service.interfere = () => {
      const times = service.seen.length;
      if (times === 1) return { kind: "cut" };
      if (times === 2) return { kind: "delay", ms: 4_000 };
      return times === 3 ? expireIn(2) : undefined;
    };
    const lines = await run("report-runner", "v1_script.rb", "0", "3", "0");
    expect(service.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(4).fill("GET /?format=ruby"));
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const sts = new STSClient({ endpoint: stack.stsUrl, region: "eu-central-1", credentials: JSON.parse(line) });
      expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(role);
    }
  });

  test.skipIf(!hasSdk)("one for aws-sdk 3 becomes the role, and is it still when the SDK has renewed", async () => {
    expect(await run("report-runner", "v3_script.rb", stack.stsUrl)).toEqual([role, role]);
    expect(service.seen.map(({ url }) => url)).toEqual(Array(2).fill("/v1/credentials?format=ruby"));
  });

  test.skipIf(!hasSdk)("one for aws-sdk 3 says why it may not", async () => {
    const [line, ...others] = await run("intern", "v3_script.rb", stack.stsUrl);
    expect(line).toMatch(/^No AWS credentials from https:\/\/127\.0\.0\.1:\d+: 403 NotGranted: /);
    expect(others).toEqual([]);
  });
});
