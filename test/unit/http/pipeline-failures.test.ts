import { describe, expect, test } from "vitest";
import type { GatewayEvent } from "../../../shared/http/gateway-event.ts";
import type { AnswerRoute } from "../../../shared/http/pipeline.ts";
import { context1, payload1, payload2 } from "./gateway-events.ts";
import { lambdaContext } from "./lambda-context.ts";

import { failing, send, vended } from "./send-event.ts";

describe("what nobody foresaw", () => {
  const secret = "IQoJsecretOfTheSession";

  test("is an internal problem; its text goes neither to the caller nor into the record", async () => {
    const { result, records, body } = await send(payload2(), () => {
      throw new TypeError(`cannot read ${secret}`);
    });
    expect(result.statusCode).toBe(500);
    expect(body["code"]).toBe("Internal");
    expect(records).toMatchObject([{ outcome: "failed", code: "Internal", status: 500 }]);
    expect(records[0]?.reason).toMatch(/^TypeError at .*pipeline-failures\.test\.ts:\d+:\d+\)?$/);
    expect(JSON.stringify([result, records])).not.toContain(secret);
  });

  test("has no place where its text looks like one", async () => {
    const { records } = await send(payload2(), failing(new RangeError(`first line\n    at ${secret}:1:1`)));
    expect(records[0]?.reason).toMatch(/^RangeError at .*pipeline-failures\.test\.ts/);
    expect(JSON.stringify(records)).not.toContain(secret);
  });

  test.each([
    ["", "TypeError"],
    [undefined, "TypeError"],
    ["TypeError: no\n    at somewhere (file.ts:1:2)", "TypeError at somewhere (file.ts:1:2)"],
  ])("has its kind where the stack is %j", async (stack, reason) => {
    const { records } = await send(payload2(), failing(Object.assign(new TypeError("no"), { stack })));
    expect(records).toMatchObject([{ reason }]);
  });

  test.each([["text"], [undefined], [null], [{ code: "NotGranted" }]])("need not be an error: %j", async (thrown) => {
    const { result, records } = await send(payload2(), failing(thrown));
    expect(result.statusCode).toBe(500);
    expect(records).toMatchObject([{ outcome: "failed", code: "Internal", reason: "not an error", status: 500 }]);
  });
});

describe("an event that holds no request", () => {
  test.each<[what: string, event: unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["text", "GET /"],
    ["an empty object", {}],
    ["an event of another service", { Records: [{ eventSource: "aws:sqs" }] }],
    ["a request id that is none", payload1({ requestContext: { ...context1(), requestId: "line\nbreak" } })],
  ])("is refused with Lambda's own request id, and recorded: %s", async (_what, event) => {
    const { result, records } = await send(event as GatewayEvent);
    expect(result).toMatchObject({
      statusCode: 400,
      headers: { "x-request-id": "lambda-request-1", "cache-control": "no-store" },
    });
    expect(records).toMatchObject([
      { requestId: "lambda-request-1", route: "none", outcome: "refused", status: 400, code: "InvalidRequest" },
    ]);
  });
});

describe("a request that is malformed", () => {
  test.each([
    ["path", payload2({ rawPath: "/%zz" })],
    ["query string", payload2({ rawQueryString: "%zz" })],
    ["header", payload2({ headers: { "no name": "x" } })],
    ["body", payload2({ body: "%%%", isBase64Encoded: true })],
    [
      "path of payload 1.0",
      payload1({ path: "/..", requestContext: context1({ identity: { sourceIp: "192.0.2.1" } }) }),
    ],
    [
      "query string of payload 1.0",
      payload1({
        multiValueQueryStringParameters: { x: "y" },
        requestContext: context1({ identity: { sourceIp: "192.0.2.1" } }),
      }),
    ],
  ])("is recorded with what the gateway says of its sender: %s", async (_what, event) => {
    const { result, records } = await send(event);
    const { requestId } = event.requestContext;
    expect(result).toMatchObject({ statusCode: 400, headers: { "x-request-id": requestId } });
    expect(records).toMatchObject([{ requestId, code: "InvalidRequest", sourceAddress: "192.0.2.1" }]);
  });
});

describe("time", () => {
  test("that is up is told before Lambda ends the function, and recorded", async () => {
    const context = lambdaContext({ getRemainingTimeInMillis: () => 250 });
    const { result, records } = await send(payload2(), () => new Promise(() => undefined), { context });
    expect(result.statusCode).toBe(503);
    expect(records).toMatchObject([
      { outcome: "failed", code: "UpstreamUnavailable", reason: "the function's time is up", status: 503 },
    ]);
  });

  test("an answer that comes too late is recorded once, as what the caller got", async () => {
    const context = lambdaContext({ getRemainingTimeInMillis: () => 210 });
    const late = Promise.withResolvers<void>();
    const answer: AnswerRoute = async (request, path, trail) => {
      await late.promise;
      return vended(request, path, trail);
    };
    const { records } = await send(payload2(), answer, { context });
    late.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(records).toMatchObject([{ outcome: "failed" }]);
  });

  test("is not looked at where the context knows none", async () => {
    const { getRemainingTimeInMillis: _none, ...context } = lambdaContext();
    const { result } = await send(payload2(), vended, { context: context as ReturnType<typeof lambdaContext> });
    expect(result.statusCode).toBe(200);
  });
});
