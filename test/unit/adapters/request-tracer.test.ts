import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { AuditRecord, RequestTrace, TraceRequest } from "../../../shared/model/ports.ts";
import { startXrayDaemon } from "../../support/start-xray-daemon.ts";

let daemon: Awaited<ReturnType<typeof startXrayDaemon>>;
let traceRequest: TraceRequest;
beforeAll(async () => {
  daemon = await startXrayDaemon();
  vi.stubEnv("AWS_EXECUTION_ENV", "AWS_Lambda_nodejs24.x");
  vi.stubEnv("LAMBDA_TASK_ROOT", "/var/task");
  vi.stubEnv("AWS_XRAY_DAEMON_ADDRESS", daemon.address);
  vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f;Parent=53995c3f42cd8ad8;Sampled=1");
  const { createRequestTracer } = await import("../../../shared/adapters/request-tracer.ts");
  traceRequest = createRequestTracer("vend-test");
});
afterEach(() => daemon.forget());
afterAll(async () => {
  vi.unstubAllEnvs();
  await daemon.close();
});

const record: AuditRecord = {
  requestId: "1",
  route: "GET /",
  outcome: "failed",
  status: 503,
  code: "UpstreamUnavailable",
};

function begin(): RequestTrace {
  const trace = traceRequest();
  if (trace === undefined) throw new Error("not traced");
  return trace;
}

const names = () => daemon.segments().map(({ name }) => name);

test("a step that does not end, since the function's time is up, is sent with the request all the same", async () => {
  const trace = begin();
  const endLoad = trace.step("load");
  const endVend = trace.step("vend");
  endLoad();
  trace.close(record);
  await expect.poll(names).toEqual(["load", "vend", "request"]);
  expect(daemon.segments().map(({ fault = false }) => fault)).toEqual([false, true, true]);
  endVend();
  endLoad();
  trace.close(record);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(names().filter((name) => name === "vend")).toHaveLength(1);
});

test("several requests at a time are told apart", async () => {
  const traces = [begin(), begin()];
  const ends = traces.map((trace, at) => trace.step(`step-${at}`));
  for (const end of ends) end();
  for (const trace of traces) trace.close({ ...record, requestId: "several" });
  await expect.poll(names).toHaveLength(4);
  const segments = daemon.segments();
  const requests = segments.filter(({ name }) => name === "request").map(({ id }) => id);
  const parents = segments.filter(({ name }) => name.startsWith("step-")).map(({ parent_id }) => parent_id);
  expect(parents).toEqual(requests);
  expect(new Set(requests).size).toBe(2);
});
