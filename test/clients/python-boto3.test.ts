import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startFaultProxy } from "../faults/start-fault-proxy.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";
import { clients } from "./clients.ts";
import { expireIn } from "./expire-in.ts";
import { until } from "./scenarios/refreshing.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const ofPath = "python3";
/** The Python on PATH, and others (paths with `:` between them): older ones, or with an older boto3, as of `clients/python/test/requirements-old.txt`. */
const pythons = [ofPath, ...(process.env["VEND_TEST_PYTHONS"] ?? "").split(":").filter((path) => path !== "")];
const sayVersions =
  "import sys, boto3, botocore; print('Python', sys.version.split()[0], 'botocore', botocore.__version__)";
const run = promisify(execFile);
const { PATH = "", HOME = "" } = process.env;
const arn = "arn:aws:sts::111122223333:assumed-role/report-reader/report-runner";
/** How the driver comes to its credentials. */
const ways = ["client", "new client", "refreshable"] as const;

let stack: RunningStack;
beforeAll(async () => {
  stack = await runStack();
});
afterAll(() => stack?.stop());

for (const python of pythons) {
  const { status, stdout } = spawnSync(python, ["-c", sayVersions], { encoding: "utf8" });
  const isSkipped = status !== 0 && process.env["CONFORMANCE_REQUIRED"] !== "1";
  if (isSkipped)
    console.warn(`SKIPPED: ${python} with boto3 does not run, and neither do the tests of the client in it`);

  describe.skipIf(isSkipped)(`the client in boto3 (${stdout?.trim() || python})`, { timeout: 60_000 }, () => {
    test("signs for clients that were made before and after, of one fetch", async () => {
      const { service, ask } = await start(python);
      for (const way of [...ways, ...ways]) {
        expect(await ask(way)).toEqual({ arn, expiration: expect.any(String) });
      }
      expect(service.seen).toHaveLength(1);
    });

    test.for([
      ["in which botocore wants others", 14],
      ["in which botocore fails without others", 9],
      ["of the last minute", 0.75],
    ] as const)("goes on while the service is down, in the window %s", async ([, minutes]) => {
      const { service, ask } = await start(python);
      service.interfere = () => expireIn(minutes * 60);
      const atHand = await ask("client");
      await service.goDown();
      for (const way of ways) {
        const answer = await ask(way);
        expect(answer).toMatchObject({ arn });
        // Not to the second: a refresh may have been under way when the service went down.
        expect(Math.abs(endMs(answer) - endMs(atHand))).toBeLessThan(20_000);
      }

      service.interfere = () => undefined;
      await service.comeUp();
      let latest = atHand;
      await until(async () => {
        latest = await ask("client");
        return endMs(latest) > endMs(atHand) + 60_000;
      }, 20_000);
      expect(latest).toMatchObject({ arn });
      expect(endMs(latest)).toBeGreaterThan(endMs(atHand) + 60_000);
    });

    test("says the sentence where it has none", async () => {
      const { service, ask } = await start(python, "intern");
      const error = expect.stringMatching(
        new RegExp(`^No AWS credentials from ${service.url} for grant "nightly-report": 403 NotGranted: `),
      );
      for (const way of ways) expect(await ask(way)).toEqual({ error });
    });

    // With the one on PATH, python.test.ts does it.
    test.skipIf(python === ofPath)("passes its own tests", { timeout: 200_000 }, async () => {
      const [command, ...args] = clients.python.ownTests;
      const { stderr } = await run(
        command,
        args.map((arg) => (arg === ofPath ? python : arg)),
        { cwd: project },
      );
      expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK/m);
    });
  });
}

interface Answer {
  readonly arn?: string;
  readonly expiration?: string;
  readonly error?: string;
}

function endMs({ expiration = "" }: Answer): number {
  return Date.parse(expiration);
}

async function start(python: string, caller = "report-runner") {
  const service = await startFaultProxy(stack.url);
  const env = {
    PATH,
    HOME,
    STS_URL: stack.stsUrl,
    VEND_URL: service.url,
    VEND_GRANT: "nightly-report",
    VEND_TOKEN: await stack.token(caller),
    VEND_REFRESH_AHEAD_SECONDS: "1200",
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const child = spawn(python, ["clients/python/test/boto3_driver.py"], { cwd: project, env, stdio: "pipe" });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const exited = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  onTestFinished(async () => {
    child.kill();
    await Promise.all([exited, service.goDown()]);
  });
  const ask = async (way: (typeof ways)[number]): Promise<Answer> => {
    child.stdin.write(`${way}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error(`the driver has ended:\n${log}`);
    return JSON.parse(line.value) as Answer;
  };
  return { service, ask };
}
