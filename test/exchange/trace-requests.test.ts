import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startXrayDaemon } from "../support/start-xray-daemon.ts";
import { ask } from "./events.ts";
import { type Exchange, startExchange } from "./start-exchange.ts";

let daemon: Awaited<ReturnType<typeof startXrayDaemon>>;
let exchange: Exchange;
beforeAll(async () => {
  daemon = await startXrayDaemon();
  // As Lambda sets it, from before anything is loaded.
  exchange = await startExchange(undefined, {
    TRACING: "on",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: "/var/task",
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
    _X_AMZN_TRACE_ID: header("1"),
  });
  const { warm } = await import("../../functions/vend-credentials/handler.ts");
  await warm;
});
afterEach(() => {
  exchange.sts.interfere();
  daemon.forget();
});
afterAll(async () => {
  await exchange.close();
  await daemon.close();
});

const traceId = "1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f";
const parentId = "53995c3f42cd8ad8";
const path = "/v1/credentials/nightly-report";
function header(sampled: "0" | "1"): string {
  return `Root=${traceId};Parent=${parentId};Sampled=${sampled}`;
}
const issue = (team: string) => exchange.corp.issueToken({ claims: { groups: ["etl"], team } });

/** What the daemon has, once the request's own segment is there: it is sent last. */
async function received() {
  await expect.poll(() => daemon.segments().some(({ name }) => name === "request")).toBe(true);
  const segments = daemon.segments();
  const request = segments.find(({ name }) => name === "request");
  return { request, steps: segments.filter((segment) => segment !== request) };
}

test("a request is a subsegment of Lambda's own, with one of its own for each step", async () => {
  const { status } = await exchange.send(ask(path, await issue("traced")));
  expect(status).toBe(200);
  const { request, steps } = await received();
  expect(request).toMatchObject({
    trace_id: traceId,
    parent_id: parentId,
    annotations: {
      service: "credential-vending-api",
      route: "GET /v1/credentials/{grant}",
      requestId: expect.stringMatching(/^request-/),
      outcome: "vended",
      status: 200,
      grant: "nightly-report",
      sessionFrom: "sts",
      format: "container",
    },
  });
  expect(request).not.toHaveProperty("error");
  expect(request).not.toHaveProperty("fault");
  expect(steps.map(({ name }) => name)).toEqual(["load", "authenticate", "authorize", "vend"]);
  expect(new Set(steps.map(({ parent_id }) => parent_id))).toEqual(new Set([request?.id]));
  // The record has the same steps, and knows as before how long they took.
  expect(Object.keys(exchange.records().at(-1)?.stepMs ?? {})).toEqual(steps.map(({ name }) => name));
  const { start_time = 0, end_time = 0 } = steps.at(-1) ?? {};
  expect(end_time - start_time).toBeCloseTo((exchange.records().at(-1)?.stepMs?.["vend"] ?? 0) / 1_000, 1);
});

test("a trace names no caller, and holds nothing secret", async () => {
  const token = await issue("secretive");
  const { body } = await exchange.send(ask(path, token));
  await exchange.send(ask("/v1/credentials/no-such-grant", token));
  await exchange.send(ask(path, `${token}x`));
  const { roleArn = "", subject = "", tokenSha256 = "" } = exchange.records().at(-3) ?? {};
  await expect.poll(() => daemon.segments().filter(({ name }) => name === "request")).toHaveLength(3);
  const secrets = [token, token.split(".")[2], body["SecretAccessKey"], body["Token"], body["AccessKeyId"]];
  const more = [exchange.serviceCredentials.sessionToken, "corp-reporting", "secretive", tokenSha256, subject, roleArn];
  for (const text of [...secrets, ...more]) {
    expect(text).not.toBe("");
    expect(daemon.text()).not.toContain(text);
  }
});

describe("what goes wrong is a flag, without a word of it", () => {
  test("a refusal is the caller's error, at the step that refused", async () => {
    await exchange.send(ask(path, await exchange.corp.issueToken({ claims: { groups: [] } })));
    const { request, steps } = await received();
    expect(request).toMatchObject({
      error: true,
      annotations: { outcome: "refused", code: "NotGranted", status: 403 },
    });
    expect(request?.annotations).not.toHaveProperty("grant");
    expect(steps.map(({ name, error = false }) => [name, error])).toEqual([
      ["load", false],
      ["authenticate", false],
      ["authorize", true],
    ]);
  });

  test("a throttle is one", async () => {
    exchange.sts.interfere(() => ({ error: { code: "Throttling", status: 400 } }));
    await exchange.send(ask(path, await issue("throttled")));
    const { request, steps } = await received();
    expect(request).toMatchObject({ error: true, throttle: true, annotations: { code: "Throttled" } });
    expect(steps.at(-1)).toMatchObject({ name: "vend", error: true, throttle: true });
  });

  test("an outage is a fault, and what STS said is not told", async () => {
    const message = `The Canonical String should have been 'x-amz-security-token:${exchange.serviceCredentials.sessionToken}'`;
    exchange.sts.interfere(() => ({ error: { code: "SignatureDoesNotMatch", status: 403, message } }));
    await exchange.send(ask(path, await issue("faulty")));
    const { request, steps } = await received();
    expect(request).toMatchObject({ fault: true, annotations: { outcome: "failed", code: "Internal" } });
    expect(steps.at(-1)).toMatchObject({ name: "vend", fault: true });
    expect(daemon.text()).not.toMatch(/Canonical|SignatureDoesNotMatch|"cause"/);
  });
});

test("a request that Lambda does not sample is not traced", async () => {
  vi.stubEnv("_X_AMZN_TRACE_ID", header("0"));
  expect((await exchange.send(ask("/v1/credentials/unsampled", undefined))).status).toBe(401);
  vi.stubEnv("_X_AMZN_TRACE_ID", header("1"));
  await exchange.send(ask(path, undefined));
  const { request } = await received();
  expect(request?.annotations).toMatchObject({ requestId: exchange.records().at(-1)?.requestId });
  expect(daemon.segments().filter(({ name }) => name === "request")).toHaveLength(1);
});
