import { existsSync } from "node:fs";
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

describe("a command behind dashes", () => {
  test("gets the endpoint in its environment, and nothing that would win over it or is not its own", async () => {
    const script = `
      const names = Object.keys(process.env).filter((name) => /^(AWS|VEND)_/.test(name)).sort();
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
        "VEND_GRANT",
        "VEND_TOKEN_FILE",
        "VEND_URL",
      ],
      key: "key-1",
    });
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
