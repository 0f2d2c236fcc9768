import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { APIGatewayProxyResult } from "aws-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ask as requestFor } from "../exchange/events.ts";
import { type Exchange, startExchange } from "../exchange/start-exchange.ts";
import { startXrayDaemon } from "../support/start-xray-daemon.ts";
import { lambdaContext } from "../unit/http/lambda-context.ts";

/*
 * What is deployed, and not the sources: each function's bundle as `npm run build` writes it, in a process of its own.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const claims = { groups: ["etl"], team: "finance" };
const invoker = fileURLToPath(new URL("invoke-bundle.mjs", import.meta.url));

let exchange: Exchange;
const running = new Map<string, ChildProcess>();
beforeAll(async () => {
  exchange = await startExchange();
  await promisify(execFile)(process.execPath, ["build/bundle.ts", "--if-older"], { cwd: root });
}, 120_000);
afterAll(async () => {
  for (const child of running.values()) child.kill();
  await exchange.close();
});

interface Answer {
  readonly result: APIGatewayProxyResult;
  /** The files of the bundle that the process has loaded by then. */
  readonly loaded: readonly string[];
}

/**
 * A process for each function, elsewhere than in the checkout, so that nothing is found there by chance.
 * @param extent whether it loads all files of the bundle, or those that it needs
 */
function start(
  functionName: string,
  extent: "all" | "needed",
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return fork(invoker, [`${root}dist/${functionName}`, extent], {
    cwd: tmpdir(),
    stdio: ["ignore", extent === "all" ? "ignore" : "pipe", "inherit", "ipc"],
    execArgv: [],
    env: { ...process.env, ...env },
  });
}

async function ask(child: ChildProcess, functionName: string, event: object): Promise<Answer> {
  child.send({ event, context: lambdaContext({ functionName }) });
  const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the process ended with ${code}`)));
  const [answer] = await Promise.race([once(child, "message"), ended]);
  return answer;
}

async function invoke(functionName: string, event: object): Promise<APIGatewayProxyResult> {
  const child = running.get(functionName) ?? start(functionName, "all");
  running.set(functionName, child);
  return (await ask(child, functionName, event)).result;
}

/** The files of a function's bundle that hold this text. */
async function filesWith(functionName: string, text: string): Promise<readonly string[]> {
  const folder = `${root}dist/${functionName}/`;
  const files = (await readdir(folder)).filter((file) => file.endsWith(".cjs"));
  const texts = await Promise.all(files.map((file) => readFile(folder + file, "utf8")));
  return files.filter((_file, index) => texts[index]?.includes(text));
}

test("there is a bundle for each function", async () => {
  const functions = await readdir(`${root}functions`, { withFileTypes: true });
  const names = functions.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(await readdir(`${root}dist`)).toEqual(expect.arrayContaining(names));
});

test("RE2's engine is a file of its own, which no start loads but for a map that needs it", async () => {
  expect(await filesWith("vend-credentials", "RE2JSSyntaxException")).toEqual(["re2js.cjs"]);
});

test("the description of the API comes with neither what made it nor what answers requests of it, and no other start loads it", async () => {
  const all = await filesWith("openapi", "");
  expect(all).toHaveLength(2);
  for (const text of ["ZodError", "AssumeRoleCommand", "POLICY_MAP"])
    expect(await filesWith("openapi", text)).toEqual([]);
  const described = await filesWith("unmatched-route", "getCredentialsOfAccount");
  expect(described).toHaveLength(1);
  expect(described).not.toContain("function.cjs");
});

// Again where the machine is so busy that the time for which good news waits was over before the first answer.
test("what writes log and metrics is loaded by neither a healthy start nor its first request", {
  retry: 3,
}, async () => {
  const writers = await Promise.all(
    ["POWERTOOLS_LOGGER_SAMPLE_RATE", "POWERTOOLS_METRICS_NAMESPACE"].map((text) =>
      filesWith("vend-credentials", text),
    ),
  );
  const files = writers.flat();
  expect(writers.map(({ length }) => length)).toEqual([1, 1]);
  const child = start("vend-credentials", "needed");
  try {
    let written = "";
    child.stdout?.on("data", (chunk) => {
      written += chunk;
    });
    const event = requestFor("/v1/credentials/nightly-report", await exchange.corp.issueToken({ claims }));
    const first = await ask(child, "vend-credentials", event);
    expect(first.result.statusCode).toBe(200);
    expect(first.loaded).toContain("function.cjs");
    expect(first.loaded.filter((file) => files.includes(file))).toEqual([]);
    await vi.waitFor(() => expect(written).toMatch(/"PolicyMapActivated":1.*\n.*"event":"activated"/), 15_000);
    const later = await ask(child, "vend-credentials", event);
    expect(later.loaded).toEqual(expect.arrayContaining(files));
  } finally {
    child.kill();
  }
});

test("what traces is a file of its own, which a start loads where tracing is on, and no other", async () => {
  const [file = "", ...others] = await filesWith("vend-credentials", "AWS_XRAY_DAEMON_ADDRESS");
  expect(others).toEqual([]);
  const event = requestFor("/v1/credentials/nightly-report", await exchange.corp.issueToken({ claims }));
  const untraced = start("vend-credentials", "needed");
  const daemon = await startXrayDaemon();
  const inLambda = {
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: "/var/task",
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
    _X_AMZN_TRACE_ID: "Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f;Parent=53995c3f42cd8ad8;Sampled=1",
  };
  const traced = start("vend-credentials", "needed", { ...inLambda, TRACING: "on" });
  try {
    expect((await ask(untraced, "vend-credentials", event)).loaded).not.toContain(file);
    expect((await ask(traced, "vend-credentials", event)).loaded).toContain(file);
    await vi.waitFor(() => expect(daemon.segments().map(({ name }) => name)).toContain("request"), 15_000);
  } finally {
    untraced.kill();
    traced.kill();
    await daemon.close();
  }
});

test.each([
  ["health", "/healthz", 200, /"status":"alive"/],
  ["health", "/readyz", 200, /"status":"ready"/],
  ["openapi", "/openapi.json", 200, /^\{"openapi":"3\.1\.1"/],
  ["unmatched-route", "/openapi.json/", 200, /^\{"openapi":"3\.1\.1"/],
  ["list-grants", "/v1/grants", 200, /"nightly-report"/],
  ["vend-credentials", "/v1/credentials/nightly-report", 200, /"AccessKeyId":"ASIA/],
  ["unmatched-route", "/v1/credentials/nightly-report/", 200, /"AccessKeyId":"ASIA/],
  ["unmatched-route", "/v2", 404, /"code":"NotFound"/],
])("%s answers %s with %d", async (functionName, path, status, body) => {
  const token = await exchange.corp.issueToken({ claims });
  // A 503 asks to be tried again: on a machine that has much else to do, half a second may not do for a connection.
  await vi.waitFor(async () => {
    const result = await invoke(functionName, requestFor(path, token));
    expect(result).toMatchObject({ statusCode: status, body: expect.stringMatching(body) });
  }, 15_000);
});
