import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { getWorld, numbered } from "./get-world.ts";
import { runVend } from "./run-vend.ts";
import { startServe } from "./serve-process.ts";

const node = process.execPath;

/** Runs a script of Node's behind the dashes. */
async function serve(script: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  const world = await getWorld();
  return { ...world, ...startServe([...args, "--", node, "--eval", script], { ...world.env, ...env }) };
}

/** A file of the user's own AWS configuration; where it is. */
function awsFile({ HOME: home = "" }: Readonly<Record<string, string>>, name: string, text: string): string {
  const folder = join(home, ".aws");
  mkdirSync(folder);
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("a command behind dashes", () => {
  test("gets the endpoint in its environment, and nothing that would win over it or is not its own", async () => {
    const script = `
      const names = Object.keys(process.env).filter((name) => /^(AWS|AMAZON|VEND)_/.test(name)).sort();
      fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
        headers: { authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
      }).then(async (answer) => console.log(JSON.stringify({ names, key: (await answer.json()).AccessKeyId })));
    `;
    const rivals = {
      AWS_ACCESS_KEY_ID: "static",
      AWS_SECRET_ACCESS_KEY: "static",
      AWS_PROFILE: "other",
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/task",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/token",
      AWS_CREDENTIAL_FILE: "/old",
      AWS_ACCESS_KEY: "static",
      AMAZON_SECRET_ACCESS_KEY: "static",
      AWS_REGION: "eu-central-1",
      VEND_CLIENT_SECRET: "secret",
      VEND_TOKEN: "secret",
    };
    const { ended, out, error } = await serve(script, rivals);
    expect(await ended, error()).toBe(0);
    // Node's fetch sends neither Origin nor Sec-Fetch-Site, as an SDK does not.
    expect(JSON.parse(out())).toEqual({
      names: [
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_REGION",
        "AWS_SHARED_CREDENTIALS_FILE",
        "VEND_GRANT",
        "VEND_TOKEN_FILE",
        "VEND_URL",
      ],
      key: "key-1",
    });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["in their usual place", {}],
    ["where they were put", { AWS_SHARED_CREDENTIALS_FILE: "~/.aws/credentials" }],
  ])("does not get the user's static keys, which an SDK finds %s", async (_, env) => {
    const world = await getWorld();
    const keys = "aws_access_key_id = static\naws_secret_access_key = static";
    awsFile(world.env, "credentials", `[default]\n${keys}\n`);
    const script = `
      const { STSClient } = require("@aws-sdk/client-sts");
      new STSClient({ region: "eu-central-1" }).config.credentials().then(({ accessKeyId }) => console.log(accessKeyId));
    `;
    const { ended, out, error } = startServe(["--", node, "--eval", script], { ...world.env, ...env });
    expect(await ended, error()).toBe(0);
    expect({ out: out(), error: error() }).toEqual({ out: "key-1\n", error: "" });
  });

  test.each([
    ["[default]\ncredential_process = other\n", "credential_process"],
    ["[default]\nregion = eu-central-1\naws_access_key_id = static\n", "aws_access_key_id"],
    ["[profile default]\nsso_session = corp\n", "sso_session"],
    ["[default]\nregion = eu-central-1\n[profile other]\nrole_arn = arn:aws:iam::111122223333:role/other\n", undefined],
    ["no configuration", undefined],
  ])("is run with a note where the user's configuration has credentials (%j: %s)", async (text, named) => {
    const world = await getWorld();
    const path = awsFile(world.env, "config", text);
    const { ended, error } = startServe(["--", node, "--eval", ""], world.env);
    expect(await ended).toBe(0);
    expect(error()).toMatch(
      named === undefined ? /^$/ : `note: the default profile of ${path} has ${named}, which SDKs take before`,
    );
    const elsewhere = startServe(["--", node, "--eval", ""], { ...world.env, AWS_CONFIG_FILE: "/dev/null" });
    expect(await elsewhere.ended).toBe(0);
    expect(elsewhere.error()).toBe("");
  });

  test("gets the other one with --imds, and no say in our options", async () => {
    const script = `console.log(process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT, process.argv.slice(1).join(" "))`;
    const world = await getWorld();
    const served = startServe(["--imds", "--", node, "--eval", script, "--", "--json", "--", "--port"], world.env);
    expect(await served.ended).toBe(0);
    expect(served.out()).toMatch(/^http:\/\/127\.0\.0\.1:\d+ --json -- --port\n$/);
  });

  test.each([
    ["its exit code", "process.exit(7)", 7],
    ["128 and the number of the signal that ended it", "process.kill(process.pid, 'SIGKILL')", 137],
  ])("gives %s", async (_, script, exitCode) => {
    const { ended } = await serve(script);
    expect(await ended).toBe(exitCode);
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const)(
    "gets %s, and has its say",
    async (signal) => {
      const script = `process.on("${signal}", () => process.exit(9)); console.log("ready"); setInterval(() => {}, 1000)`;
      const { child, ended, out } = await serve(script);
      await expect.poll(out, { timeout: 10_000 }).toBe("ready\n");
      child.kill(signal);
      expect(await ended).toBe(9);
    },
  );

  test("is not run where there are no credentials", async () => {
    const world = await getWorld();
    const mark = join(world.env["HOME"] ?? "", "ran");
    const script = `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "")`;
    const { exitCode, error } = await runVend(["serve", "http://127.0.0.1:1", "--", node, "--eval", script], {
      env: world.env,
    });
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining("connection refused after 4") });
    expect(existsSync(mark)).toBe(false);
  });

  test("that is not there is an input that cannot be used", async () => {
    const world = await getWorld();
    expect(await runVend(["serve", "--", "no-such-command"], { env: world.env })).toMatchObject({
      exitCode: 2,
      error: "error: no-such-command cannot be run: there is no such file\n",
    });
  });

  test("is not waited for by what goes on behind it", async () => {
    const world = await getWorld([numbered(), () => undefined]);
    const script = `
      fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
        headers: { authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
      }).then(() => process.exit(0));
    `;
    const startedAtMs = performance.now();
    const served = startServe(["--", node, "--eval", script], { ...world.env, VEND_REFRESH_AHEAD_SECONDS: "3600" });
    expect(await served.ended).toBe(0);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    expect(world.service.arrived.length).toBeGreaterThanOrEqual(2);
  });
});
