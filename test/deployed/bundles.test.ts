import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { APIGatewayProxyResult } from "aws-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ask } from "../exchange/events.ts";
import { type Exchange, startExchange } from "../exchange/start-exchange.ts";
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

/** A process for each function, elsewhere than in the checkout, so that nothing is found there by chance. */
function start(functionName: string): ChildProcess {
  return fork(invoker, [`${root}dist/${functionName}`], {
    cwd: tmpdir(),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [],
  });
}

async function invoke(functionName: string, event: object): Promise<APIGatewayProxyResult> {
  const child = running.get(functionName) ?? start(functionName);
  running.set(functionName, child);
  child.send({ event, context: lambdaContext({ functionName }) });
  const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the process ended with ${code}`)));
  const [result] = await Promise.race([once(child, "message"), ended]);
  return result;
}

test("there is a bundle for each function", async () => {
  const functions = await readdir(`${root}functions`, { withFileTypes: true });
  const names = functions.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(await readdir(`${root}dist`)).toEqual(expect.arrayContaining(names));
});

test("RE2's engine is a file of its own, which no start loads but for a map that needs it", async () => {
  const folder = `${root}dist/vend-credentials/`;
  const files = (await readdir(folder)).filter((file) => file.endsWith(".cjs"));
  const texts = await Promise.all(files.map((file) => readFile(folder + file, "utf8")));
  expect(files.filter((_file, index) => texts[index]?.includes("RE2JSSyntaxException"))).toEqual(["re2js.cjs"]);
});

test.each([
  ["health", "/healthz", 200, /"status":"alive"/],
  ["health", "/readyz", 200, /"status":"ready"/],
  ["list-grants", "/v1/grants", 200, /"nightly-report"/],
  ["vend-credentials", "/v1/credentials/nightly-report", 200, /"AccessKeyId":"ASIA/],
  ["unmatched-route", "/v1/credentials/nightly-report/", 200, /"AccessKeyId":"ASIA/],
  ["unmatched-route", "/v2", 404, /"code":"NotFound"/],
])("%s answers %s with %d", async (functionName, path, status, body) => {
  const token = await exchange.corp.issueToken({ claims });
  // A 503 asks to be tried again: on a machine that has much else to do, half a second may not do for a connection.
  await vi.waitFor(async () => {
    const result = await invoke(functionName, ask(path, token));
    expect(result).toMatchObject({ statusCode: status, body: expect.stringMatching(body) });
  }, 15_000);
});
