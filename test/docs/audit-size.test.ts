import { afterAll, beforeAll, expect, test } from "vitest";
import { loads } from "../../bench/costs/loads.ts";
import { type RunningStack, runStack } from "../support/run-stack.ts";

let stack: RunningStack;

beforeAll(async () => {
  stack = await runStack();
});
afterAll(() => stack?.stop());

test("an audit line is as long as docs/scaling.md reckons with, within a tenth", async () => {
  const headers = { authorization: `Bearer ${await stack.token("report-runner")}` };
  for (const _ of [1, 2]) {
    const { status } = await fetch(`${stack.url}/v1/credentials/nightly-report`, { headers });
    expect(status).toBe(200);
  }
  const cached = () => stack.output().match(/^.*"sessionFrom":"cache".*$/m)?.[0] ?? "";
  await expect.poll(cached).not.toBe("");
  const bytes = Buffer.byteLength(`${cached()}\n`);
  expect(bytes).toBeGreaterThan(loads.auditBytes * 0.9);
  expect(bytes).toBeLessThan(loads.auditBytes * 1.1);
});
