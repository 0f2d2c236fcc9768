import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "aws-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Route } from "../../../local/gateway/route.ts";
import { type GatewayOptions, startGateway } from "../../../local/gateway/start-gateway.ts";
import { requestText, sendRaw } from "./gateway-harness.ts";

const route: Route = { routeKey: "$default", functionName: "f", timeoutMs: 10_000 };

async function start(handler: (event: unknown, context: Context) => unknown, options: Partial<GatewayOptions> = {}) {
  const errors: unknown[] = [];
  const gateway = await startGateway({
    port: 0,
    routes: [route],
    loadHandler: async () => handler,
    onFunctionError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => gateway.close());
  const answer = () => sendRaw(gateway.port, requestText("GET /"));
  return { gateway, errors, answer };
}

function holdsItself(): object {
  const result: Record<string, unknown> = { statusCode: 200 };
  result["extra"] = result;
  return result;
}

/** Leaves nothing in any of its objects and lists. */
function empty(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const member of Object.values(value)) empty(member);
  if (Array.isArray(value)) value.length = 0;
  else for (const name of Object.keys(value)) Reflect.deleteProperty(value, name);
}

/** Of an event, what two requests have in common that ask for the same. */
function withoutIds(event: unknown): unknown {
  const own = /^(?:requestId|extendedRequestId|x-amzn-trace-id|(?:request)?time(?:Epoch)?)$/i;
  return JSON.parse(JSON.stringify(event), (name, value) => (own.test(name) ? undefined : value));
}

const malformed = {
  "2.0": { status: 500, body: `{"message":"Internal Server Error"}` },
  "1.0": { status: 502, body: `{"message":"Internal server error"}` },
} as const;

describe("what becomes of a handler's result", () => {
  it("an HTTP API: status, lower-case headers, cookies, length, its own id", async () => {
    const { answer } = await start(() => ({
      statusCode: 403,
      headers: { "Content-Type": "application/json", "X-Number": 7, "Content-Length": "999", Connection: "upgrade" },
      cookies: ["a=1; Path=/", "b=2"],
      body: "λ!",
    }));
    const { status, headers, body } = await answer();
    expect({ status, body }).toEqual({ status: 403, body: "λ!" });
    expect(headers.filter(([name]) => name !== "Date" && name !== "apigw-requestid")).toEqual([
      ["content-type", "application/json"],
      ["x-number", "7"],
      ["set-cookie", "a=1; Path=/"],
      ["set-cookie", "b=2"],
      ["content-length", "3"],
      ["Connection", "close"],
    ]);
    expect(headers.map(([name]) => name)).toContain("apigw-requestid");
  });

  it("a REST API: multi-value headers, and WWW-Authenticate under another name", async () => {
    const { answer } = await start(
      () => ({
        statusCode: 401,
        headers: { "WWW-Authenticate": "Bearer", "X-One": "1", "X-Many": "a" },
        multiValueHeaders: { "X-Many": ["a", "b"] },
        body: "{}",
      }),
      { payloadVersion: "1.0" },
    );
    const { status, headers } = await answer();
    expect(status).toBe(401);
    expect(headers.filter(([name]) => /^(?:x-(?:one|many)|.*www.*|content-type)$/i.test(name))).toEqual([
      ["x-amzn-Remapped-WWW-Authenticate", "Bearer"],
      ["X-One", "1"],
      ["X-Many", "a"],
      ["X-Many", "b"],
      ["content-type", "application/json"],
    ]);
  });

  it("decodes base64 for an HTTP API, and not for a REST API without binary media types", async () => {
    const result = { statusCode: 200, body: "aGk=", isBase64Encoded: true };
    expect((await (await start(() => result)).answer()).body).toBe("hi");
    expect((await (await start(() => result, { payloadVersion: "1.0" })).answer()).body).toBe("aGk=");
  });

  it("needs no body, and sends none with 204", async () => {
    const { answer } = await start(() => ({ statusCode: 204, body: "not sent" }));
    const { status, headers, body } = await answer();
    expect({ status, body }).toEqual({ status: 204, body: "" });
    expect(headers.map(([name]) => name)).not.toContain("content-length");
    expect(await (await start(() => ({ statusCode: 200 }))).answer()).toMatchObject({ status: 200, body: "" });
  });

  it("takes HTTP API text for plain text where the handler does not say", async () => {
    const { answer } = await start(() => ({ statusCode: 200, body: "x" }));
    expect((await answer()).headers).toContainEqual(["content-type", "text/plain;charset=UTF-8"]);
  });

  describe.each(["2.0", "1.0"] as const)("payload %s: malformed results, and functions that fail", (payloadVersion) => {
    it.each([
      ["nothing", undefined],
      ["null", null],
      ["text", "hello"],
      ["no status", { body: "x" }],
      ["a status as text", { statusCode: "200" }],
      ["a status out of range", { statusCode: 99 }],
      ["a status that is no integer", { statusCode: 200.5 }],
      ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
      ["headers that are a list", { statusCode: 200, headers: ["a"] }],
      ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
      ["a header with a line break", { statusCode: 200, headers: { a: "b\r\nset-cookie: c=d" } }],
      ["a header name with a space", { statusCode: 200, headers: { "a b": "c" } }],
      ["what JSON cannot hold", { statusCode: 200, body: 1n }],
      ["what JSON cannot hold, in a member that nobody reads", { statusCode: 200, extra: 1n }],
      ["what holds itself", holdsItself()],
      ["a list", [{ statusCode: 200 }]],
      ["a header that JSON makes null of", { statusCode: 200, headers: { a: Number.NaN } }],
      ["isBase64Encoded as text", { statusCode: 200, isBase64Encoded: "true" }],
    ])("%s", async (_what, result) => {
      const { answer, errors } = await start(() => result, { payloadVersion });
      const { status, body, headers } = await answer();
      expect({ status, body }).toEqual(malformed[payloadVersion]);
      expect(headers.map(([name]) => name.toLowerCase())).not.toContain("set-cookie");
      expect(errors).toHaveLength(1);
    });

    it.each([
      [
        "throws",
        () => {
          throw new Error("secret detail");
        },
      ],
      [
        "rejects",
        async () => {
          throw new Error("secret detail");
        },
      ],
    ])("a function that %s: nothing of the error reaches the caller", async (_how, handler) => {
      const { answer, errors } = await start(handler, { payloadVersion });
      const { status, body } = await answer();
      expect({ status, body }).toEqual(malformed[payloadVersion]);
      expect(errors).toEqual([new Error("secret detail")]);
    });

    it("a function that takes longer than Lambda allows has failed", async () => {
      const { answer, errors } = await start(() => sleep(60_000, null, { ref: false }), {
        payloadVersion,
        routes: [{ ...route, timeoutMs: 30 }],
      });
      const { status, body } = await answer();
      expect({ status, body }).toEqual(malformed[payloadVersion]);
      expect(errors).toMatchObject([{ name: "FunctionTimeout" }]);
    });
  });

  it.each([
    ["2.0", 503, "Service Unavailable"],
    ["1.0", 504, "Endpoint request timed out"],
  ] as const)("payload %s: a function that outlasts the gateway: %i", async (payloadVersion, status, message) => {
    const { answer } = await start(() => sleep(60_000, null, { ref: false }), {
      payloadVersion,
      integrationTimeoutMs: 30,
    });
    expect(await answer()).toMatchObject({ status, body: JSON.stringify({ message }) });
  });

  it("passes over unknown members of an HTTP API's result, and not of a REST API's", async () => {
    const result = { statusCode: 200, body: "", extra: 1 };
    expect((await (await start(() => result)).answer()).status).toBe(200);
    expect((await (await start(() => result, { payloadVersion: "1.0" })).answer()).status).toBe(502);
  });

  it("takes a result as JSON writes it: by toJSON, without what is undefined", async () => {
    const result = { toJSON: () => ({ statusCode: 201, headers: undefined, body: "as JSON" }), statusCode: 200 };
    expect(await (await start(() => result)).answer()).toMatchObject({ status: 201, body: "as JSON" });
  });

  it.each([
    ["cookies that are a text", "2.0", { statusCode: 200, cookies: "a=1" }],
    ["a cookie that is a number", "2.0", { statusCode: 200, cookies: [1] }],
    ["many headers that are no list", "1.0", { statusCode: 200, multiValueHeaders: { a: "b" } }],
    ["a header among many that is an object", "1.0", { statusCode: 200, multiValueHeaders: { a: [{}] } }],
    ["cookies, which a REST API does not know", "1.0", { statusCode: 200, cookies: [] }],
  ] as const)("takes for malformed: %s", async (_what, payloadVersion, result) => {
    const { status, body } = await (await start(() => result, { payloadVersion })).answer();
    expect({ status, body }).toEqual(malformed[payloadVersion]);
  });

  it("takes null for what is not there", async () => {
    const result = { statusCode: 200, headers: null, body: null, isBase64Encoded: null };
    expect(await (await start(() => ({ ...result, cookies: null }))).answer()).toMatchObject({ status: 200, body: "" });
    const restApi = await start(() => ({ ...result, multiValueHeaders: null }), { payloadVersion: "1.0" });
    expect(await restApi.answer()).toMatchObject({ status: 200, body: "" });
  });

  it("refuses base64 that is none", async () => {
    const { answer } = await start(() => ({ statusCode: 200, body: "no base64!", isBase64Encoded: true }));
    expect((await answer()).status).toBe(500);
  });
});

describe("how functions are called", () => {
  it.each(["2.0", "1.0"] as const)("payload %s: with an event that is JSON, and its own", async (payloadVersion) => {
    const seen: unknown[] = [];
    const { gateway } = await start(
      (event) => {
        seen.push(structuredClone(event));
        empty(event);
        return { statusCode: 200 };
      },
      { payloadVersion, routes: [{ ...route, routeKey: "POST /a/{b}" }] },
    );
    const request = requestText("POST /a/c?d=e", ["Cookie: f=g", "Content-Type: text/plain", "X: y"], "body");
    await sendRaw(gateway.port, request);
    await sendRaw(gateway.port, request);
    expect(seen[0]).toStrictEqual(JSON.parse(JSON.stringify(seen[0])));
    expect(withoutIds(seen[1])).toEqual(withoutIds(seen[0]));
  });

  it("with a context that counts down, each call with its own id", async () => {
    const contexts: Context[] = [];
    const { answer } = await start((_event, context) => {
      contexts.push(context);
      return { statusCode: 200, body: String(context.getRemainingTimeInMillis()) };
    });
    const remainingMs = Number((await answer()).body);
    await answer();
    // Of ten seconds; a busy machine may take some before the function looks.
    expect(remainingMs).toBeGreaterThan(4_000);
    expect(remainingMs).toBeLessThanOrEqual(10_000);
    expect(contexts[0]).toMatchObject({ functionName: "f", functionVersion: "$LATEST", memoryLimitInMB: "1024" });
    expect(contexts[0]?.awsRequestId).not.toBe(contexts[1]?.awsRequestId);
  });

  it("at the same time, where requests come at the same time", async () => {
    let waiting = 0;
    const both = Promise.withResolvers<void>();
    const { answer } = await start(async () => {
      waiting += 1;
      if (waiting === 2) both.resolve();
      await both.promise;
      return { statusCode: 200 };
    });
    expect(await Promise.all([answer(), answer()])).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  it("loaded once, and again after loading failed", async () => {
    let loads = 0;
    const { answer } = await start(() => undefined, {
      loadHandler: async () => {
        loads += 1;
        if (loads === 1) throw new Error("init failed");
        return () => ({ statusCode: 200 });
      },
    });
    expect([(await answer()).status, (await answer()).status, (await answer()).status]).toEqual([500, 200, 200]);
    expect(loads).toBe(2);
  });

  it("not at all where the caller goes away within its body", async () => {
    let calls = 0;
    const { gateway, errors, answer } = await start(() => {
      calls += 1;
      return { statusCode: 200 };
    });
    const socket = connect({ host: "127.0.0.1", port: gateway.port });
    // The gateway says so of a head that it has taken, and then waits for the body.
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\nhalf");
    await once(socket, "data");
    socket.destroy();
    await once(socket, "close");
    // Whoever comes now is heard after that end, and is the only one that calls.
    await answer();
    await answer();
    expect(calls).toBe(1 + 1);
    expect(errors).toEqual([]);
  });

  it("on loopback only, until the gateway is closed", async () => {
    const gateway = await startGateway({ port: 0, routes: [], loadHandler: async () => () => undefined });
    expect(gateway.url).toBe(`http://127.0.0.1:${gateway.port}`);
    expect(await sendRaw(gateway.port, requestText("GET /"))).toMatchObject({ status: 404 });
    await gateway.close();
    await expect(sendRaw(gateway.port, requestText("GET /"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("refuses a port that is taken", async () => {
    const { gateway } = await start(() => undefined);
    await expect(
      startGateway({ port: gateway.port, routes: [], loadHandler: async () => () => undefined }),
    ).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
