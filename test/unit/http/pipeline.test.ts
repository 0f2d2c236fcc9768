import { describe, expect, test } from "vitest";
import { type AnswerRoute, createPipeline } from "../../../shared/http/pipeline.ts";
import { Fault } from "../../../shared/model/fault.ts";
import type { AuditRecord } from "../../../shared/model/ports.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { context2, payload1, payload2 } from "./gateway-events.ts";
import { lambdaContext } from "./lambda-context.ts";

import { failing, send, vended } from "./send-event.ts";

describe("an answer", () => {
  test.each([
    ["2.0", payload2(), "JKJaXmPLvHcESHA=", { sourceAddress: "192.0.2.1" }],
    [
      "1.0",
      payload1(),
      "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      { sourceAddress: "10.20.1.2", vpcEndpointId: "vpce-0a1b2c3d" },
    ],
  ])(
    "of payload %s has the gateway's shape, the headers of every response, and one audit record",
    async (_version, event, id, sender) => {
      const { result, records } = await send(event);
      expect(result).toEqual({
        statusCode: 200,
        headers: {
          "content-type": "application/json",
          "cache-control": "no-store",
          "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
          "referrer-policy": "no-referrer",
          "x-request-id": id,
          "x-content-type-options": "nosniff",
          "strict-transport-security": "max-age=63072000",
        },
        body: "{}",
        isBase64Encoded: false,
      });
      expect(records).toEqual([
        {
          requestId: id,
          route: "GET /v1/credentials/{grant}",
          outcome: "vended",
          status: 200,
          grant: "nightly-report",
          ...sender,
        },
      ]);
    },
  );

  test.each([
    [{}, "no-store"],
    [{ "cache-control": "public, max-age=300", "referrer-policy": "origin" }, "public, max-age=300"],
  ])("with the headers %j may be kept as it says itself: %s", async (headers, cacheControl) => {
    const { result } = await send(payload2(), async () => ({ status: 200, headers, body: "{}" }));
    expect(result.headers).toMatchObject({ "cache-control": cacheControl, "referrer-policy": "no-referrer" });
  });

  test("that nothing was learned of is recorded as answered", async () => {
    const { records } = await send(payload2(), async () => ({ status: 200, headers: {}, body: "{}" }));
    expect(records).toMatchObject([{ outcome: "answered", status: 200 }]);
  });

  test.each(["/v1/credentials/nightly-report/", "/v1/credentials/nightly-report"])(
    "is the same for %s",
    async (rawPath) => {
      const { result, records } = await send(payload2({ rawPath }));
      expect(result.statusCode).toBe(200);
      expect(records).toMatchObject([{ grant: "nightly-report" }]);
    },
  );

  test("is found behind a base path", async () => {
    const event = payload2({ rawPath: "/vend/v1/credentials/nightly-report" });
    expect((await send(event, vended, { basePath: "/vend" })).result.statusCode).toBe(200);
    expect((await send(event)).result.statusCode).toBe(404);
  });
});

describe("a problem", () => {
  test.each([
    [new Refusal("NotGranted", "grant x is not this caller's"), 403, "refused", "grant x is not this caller's"],
    [new Fault("UpstreamInvalid", "STS said nonsense"), 502, "failed", "STS said nonsense"],
    [new Fault("Internal", "why", { cause: new Error("therefore") }), 500, "failed", "why: therefore"],
    [new Fault("Internal", "why", { cause: new Error("") }), 500, "failed", "why"],
    [new Fault("Internal", "why", { cause: "text" }), 500, "failed", "why"],
  ])("of %s has its status and one record with the whole reason", async (error, status, outcome, reason) => {
    const { result, records, body } = await send(payload2(), failing(error));
    expect(result).toMatchObject({
      statusCode: status,
      headers: { "content-type": "application/json", "cache-control": "no-store", "x-request-id": "JKJaXmPLvHcESHA=" },
    });
    expect(body).toMatchObject({ code: error.code, requestId: "JKJaXmPLvHcESHA=" });
    expect(JSON.stringify(body)).not.toContain(reason);
    expect(records).toEqual([
      {
        requestId: "JKJaXmPLvHcESHA=",
        route: "GET /v1/credentials/{grant}",
        outcome,
        status,
        code: error.code,
        reason,
        sourceAddress: "192.0.2.1",
      },
    ]);
  });

  test("keeps what was learned before it", async () => {
    const { records } = await send(payload2(), async (_request, _path, trail) => {
      trail.learn({ subject: "alice", outcome: "vended" });
      throw new Refusal("RoleRefused", "no");
    });
    expect(records).toMatchObject([{ subject: "alice", outcome: "refused", code: "RoleRefused" }]);
  });

  test("is sent as application/problem+json to who accepts that", async () => {
    const event = payload2({ headers: { accept: "application/problem+json" } });
    const { result } = await send(event, failing(new Refusal("NotGranted", "no")));
    expect(result.headers?.["content-type"]).toBe("application/problem+json");
  });

  test("401 carries a challenge, 503 when to ask again", async () => {
    const { result: unauthenticated } = await send(payload2(), failing(new Refusal("MissingToken", "none")));
    expect(unauthenticated).toMatchObject({ statusCode: 401, headers: { "www-authenticate": "Bearer" } });
    const { result: down } = await send(payload2(), failing(new Fault("UpstreamUnavailable", "down")));
    expect(down).toMatchObject({ statusCode: 503, headers: { "retry-after": "2" } });
  });
});

describe("a request that no route of this function answers", () => {
  test.each([
    [payload2({ rawPath: "/v2" }), 404, "NotFound", "none"],
    [payload2({ rawPath: "/v1/grants" }), 404, "NotFound", "GET /v1/grants"],
    [payload1({ path: "/readyz" }), 404, "NotFound", "GET /readyz"],
    [payload2({ requestContext: context2({}, { method: "DELETE" }) }), 405, "MethodNotAllowed", "none"],
  ])("is a problem with its code and a record", async (event, status, code, route) => {
    const { result, records } = await send(event);
    expect(result.statusCode).toBe(status);
    expect(records).toMatchObject([{ outcome: "refused", status, code, route }]);
  });

  test("is told which methods the path takes", async () => {
    const { result } = await send(
      payload2({ rawPath: "/v1/credentials", requestContext: context2({}, { method: "DELETE" }) }),
    );
    expect(result).toMatchObject({ statusCode: 405, headers: { allow: "GET, POST" } });
  });
});

test("requests at the same time keep their trails apart", async () => {
  const records: AuditRecord[] = [];
  const fast = Promise.withResolvers<void>();
  const answer: AnswerRoute = async (request, path, trail) => {
    if (path.grant === "slow") await fast.promise;
    return vended(request, path, trail);
  };
  const handler = createPipeline(
    { "GET /v1/credentials/{grant}": answer },
    { writeAudit: (record) => void records.push(record), address: {} },
  );
  const ask = (grant: string) =>
    handler(
      payload2({ rawPath: `/v1/credentials/${grant}`, requestContext: context2({ requestId: grant }) }),
      lambdaContext(),
    );
  await Promise.all([ask("slow"), ask("fast").then(() => fast.resolve())]);
  expect(records.map(({ requestId, grant }) => [requestId, grant])).toEqual([
    ["fast", "fast"],
    ["slow", "slow"],
  ]);
});
