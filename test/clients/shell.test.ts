import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FaultProxy, startFaultProxy } from "../faults/start-fault-proxy.ts";
import { createAuthority } from "../support/client-certificates.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import { refuseWith } from "./refuse-with.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../../clients/shell/vend-credentials.sh", import.meta.url));
const hasTools = ["curl", "jq", "sh"].every((tool) => spawnSync("which", [tool]).status === 0);
const isSkipped = !hasTools && process.env["CONFORMANCE_REQUIRED"] !== "1";
if (isSkipped) console.warn("clients: shell is skipped, for curl or jq is missing");

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let stack: RunningStack;
let service: FaultProxy;
let folder: string;
let token: string;

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** The script, asking the proxy in front of the stack, with what else its environment holds. */
async function vend(more: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: folder,
    VEND_URL: service.url,
    VEND_GRANT: "nightly-report",
    VEND_TOKEN_FILE: join(folder, "token"),
    ...more,
  };
  const outcome = await run("sh", [script], { env, timeout: 30_000 }).then(
    (output) => ({ code: 0, ...output }),
    (error: Outcome) => error,
  );
  expect(outcome.stderr).not.toContain(token);
  return outcome;
}

const keys = ({ stdout }: Outcome) => JSON.parse(stdout) as Readonly<Record<string, unknown>>;
const sentence = (why: string) => `No AWS credentials from ${service.url} for grant "nightly-report": ${why}\n`;

describe.skipIf(isSkipped)("the client for the shell", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "vend-shell-"));
    stack = await runStack();
    service = await startFaultProxy(stack.url);
    token = await stack.token("report-runner");
  });
  beforeEach(() => {
    file("token", `Bearer ${token}\n`);
    service.interfere = () => undefined;
    (service.seen as unknown[]).length = 0;
  });
  afterAll(async () => {
    await service?.goDown();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("prints what credential_process reads, by one request with the token in its header", async () => {
    const outcome = await vend();
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(keys(outcome)).toMatchObject({
      Version: 1,
      AccessKeyId: expect.stringMatching(/^ASIA/),
      AccountId: "111122223333",
    });
    expect(service.seen).toMatchObject([
      { url: "/v1/credentials/nightly-report?format=process", headers: { authorization: `Bearer ${token}` } },
    ]);
  });

  test("gets its token by client credentials", async () => {
    const outcome = await vend({
      VEND_TOKEN_FILE: "",
      VEND_TOKEN_URL: `${stack.identityProviderUrl}/token`,
      VEND_CLIENT_ID: "report-runner",
      VEND_CLIENT_SECRET_FILE: file("secret", `${stack.clientSecret("report-runner")}\n`),
    });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
  });

  test("says the service's code and sentence, and does not ask again", async () => {
    const { code, stdout, stderr } = await vend({ VEND_GRANT: "audit" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/: 403 NotGranted: No such grant for this caller \(request [^)]+\)\n$/);
    expect(service.seen).toHaveLength(1);
  });

  test.each([
    ["a throttle", () => refuseWith("Throttled", { retryAfterSeconds: 1 })],
    ["an outage", () => refuseWith("UpstreamUnavailable")],
    ["half an answer", () => ({ kind: "cut" }) as const],
    ["a web page", () => ({ kind: "answer", status: 200, type: "text/html", body: "<html>" }) as const],
    [
      "credentials without their token",
      () => ({ kind: "rewrite", rewrite: (body: string) => body.replace("SessionToken", "X") }) as const,
    ],
    [
      "credentials that have ended",
      () =>
        ({
          kind: "rewrite",
          rewrite: (body: string) => body.replace(/"Expiration":"\d{4}/, '"Expiration":"2020'),
        }) as const,
    ],
  ])("asks again after %s", async (_what, interference) => {
    service.interfere = () => (service.seen.length <= 2 ? interference() : undefined);
    const outcome = await vend();
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(service.seen).toHaveLength(3);
  });

  test("gives up after four attempts, in one sentence", async () => {
    service.interfere = () => ({ kind: "reset" });
    expect(await vend()).toMatchObject({ code: 1, stdout: "", stderr: sentence("no whole answer after 4 attempts") });
    expect(service.seen).toHaveLength(4);
  });

  test("follows no redirect with the token", async () => {
    const elsewhere = await startFaultProxy(stack.url);
    service.interfere = () => ({
      kind: "answer",
      status: 307,
      type: "text/plain",
      body: "",
      headers: { location: `${elsewhere.url}/v1/credentials/nightly-report?format=process` },
    });
    expect(await vend()).toMatchObject({ code: 1, stdout: "", stderr: sentence("307") });
    expect(elsewhere.seen).toHaveLength(0);
    await elsewhere.goDown();
  });

  test.each([
    ["plain http", { VEND_URL: "http://vend.invalid" }, "VEND_URL must be https"],
    ["a name that begins like loopback", { VEND_URL: "http://127.0.0.1.vend.invalid" }, "VEND_URL must be https"],
    [
      "a user in the address",
      { VEND_URL: "http://127.0.0.1:1@vend.invalid" },
      "VEND_URL is no address without a query",
    ],
    ["an option of curl in the grant", { VEND_GRANT: "x -o /tmp/y" }, "VEND_GRANT is GRANT or GRANT/ACCOUNT"],
    ["a missing token file", { VEND_TOKEN_FILE: "/nonexistent" }, "the token file /nonexistent cannot be read"],
  ])("sends nothing for %s", async (_what, more, why) => {
    const { code, stdout, stderr } = await vend(more);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`: ${why}\n`);
    expect(service.seen).toHaveLength(0);
  });

  test.each(["", "two tokens", 'a"b', "a\\nb", "one\ntwo"])("takes no token file with %j", async (text) => {
    file("token", text);
    expect(await vend()).toMatchObject({ code: 1, stdout: "" });
    expect(service.seen).toHaveLength(0);
  });

  test("shows token and secret to nobody who lists processes", async () => {
    service.interfere = () => ({ kind: "delay", ms: 1_500 });
    const asked = vend();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const listed = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout;
    expect(listed).toContain("vend-credentials.sh");
    expect(listed).not.toContain(token);
    expect(await asked).toMatchObject({ code: 0 });
  });

  test("trusts the authority of VEND_CA_BUNDLE, and none that nobody named", async () => {
    const authority = await createAuthority();
    const tls = await startFaultProxy(stack.url, await authority.issue("vend", ["127.0.0.1"]));
    const bundle = file("ca.pem", authority.certificate);
    expect(await vend({ VEND_URL: tls.url, VEND_CA_BUNDLE: bundle })).toMatchObject({ code: 0 });
    expect(await vend({ VEND_URL: tls.url })).toMatchObject({ code: 1, stdout: "" });
    expect(tls.seen).toHaveLength(1);
    await tls.goDown();
  });

  test("leaves nothing behind", async () => {
    expect(spawnSync("sh", ["-c", `ls -d ${folder}/tmp.* 2>/dev/null`], { encoding: "utf8" }).stdout).toBe("");
  });
});
