import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, inject, test } from "vitest";
import { createLambda, type Lambda } from "./create-lambda.ts";
import { InitFailure } from "./start-environment.ts";

/*
 * What the other tests rest on: functions of a line each, in the same environments, whose fate is known from AWS's documentation.
 */
let folder: string;
let lambda: Lambda;
afterEach(async () => {
  await lambda.shutDown();
  await rm(folder, { recursive: true });
});

async function deploy(code: string): Promise<Lambda> {
  folder = await mkdtemp(join(tmpdir(), "vend-runtime-"));
  await writeFile(join(folder, "index.mjs"), code);
  const deployed = {
    name: "made-up",
    handler: "index.handler",
    runtime: "nodejs24.x",
    memoryMb: 128,
    timeoutMs: 3_000,
    environment: { GREETING: "good day" },
    taskRoot: folder,
  };
  lambda = createLambda(deployed, { client: inject("deployed").client, env: {}, now: Date.now });
  return lambda;
}

test("a result, made of the event, the environment and what Lambda says of the call", async () => {
  await deploy(`export const handler = async ({ name }, context) => ({
    text: process.env.GREETING + ", " + name,
    remainingMs: context.getRemainingTimeInMillis(),
    memoryMb: context.memoryLimitInMB,
    arn: context.invokedFunctionArn,
    trace: process.env._X_AMZN_TRACE_ID,
  });`);
  expect(await lambda.invoke({ name: "Ada" })).toEqual({
    kind: "answered",
    log: "",
    result: {
      text: "good day, Ada",
      remainingMs: expect.any(Number),
      memoryMb: "128",
      arn: "arn:aws:lambda:eu-central-1:999988887777:function:made-up",
      trace: expect.stringMatching(/^Root=1-/),
    },
  });
});

test("what is written before the answer is told apart from what is written after it", async () => {
  await deploy(`export const handler = async () => {
    process.stdout.write("before\\n");
    setTimeout(() => process.stdout.write("after\\n"), 5);
  };`);
  expect(await lambda.invoke({})).toEqual({ kind: "answered", result: null, log: "before\n" });
});

test("a handler that throws is an error, and the environment is kept", async () => {
  await deploy(`export const handler = async () => { throw new RangeError("too far"); };`);
  const failed = await lambda.invoke({});
  expect(failed).toMatchObject({
    kind: "failed",
    error: expect.stringContaining('"errorType":"RangeError","errorMessage":"too far"'),
  });
  expect(lambda.environments()).toHaveLength(1);
});

test.each([
  ["ends its process", "process.exit(3)", "exited"],
  ["never ends", "for (;;);", "timedOut"],
  ["waits for ever", "await new Promise((resolve) => setTimeout(resolve, 60_000))", "timedOut"],
])("a handler that %s costs its environment", async (_what, body, kind) => {
  await deploy(`export const handler = async ({ well }) => { if (!well) ${body}; return "well"; };`);
  expect(await lambda.invoke({}, 500)).toMatchObject({ kind });
  expect(lambda.environments()).toEqual([]);
  expect(await lambda.invoke({ well: true })).toMatchObject({ kind: "answered", result: "well" });
});

test.each([
  ["throws while it is loaded", `throw new TypeError("no good");`, "TypeError"],
  ["exports no handler", "export const other = 1;", "Runtime.HandlerNotFound"],
  ["is no JavaScript", "export const handler = ;", "Runtime.UserCodeSyntaxError"],
])("code that %s is an error of the initialisation", async (_what, code, errorType) => {
  await deploy(code);
  const failed = await lambda.invoke({});
  expect(failed).toBeInstanceOf(InitFailure);
  expect(JSON.parse((failed as InitFailure).reported)).toMatchObject({ errorType });
});
