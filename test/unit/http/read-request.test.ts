import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GatewayEvent } from "../../../shared/http/gateway-event.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import { Refusal } from "../../../shared/model/refusal.ts";
import { context1, context2, payload1, payload2 } from "./gateway-events.ts";

const invalid = expect.objectContaining({ name: "Refusal", code: "InvalidRequest" });

test("an HTTP API's event becomes a request", () => {
  expect(readRequest(payload2({ rawQueryString: "format=ruby" }))).toStrictEqual({
    requestId: "JKJaXmPLvHcESHA=",
    method: "GET",
    path: "/v1/credentials/nightly-report",
    query: new Map([["format", ["ruby"]]]),
    headers: new Map([
      ["authorization", ["Bearer a.b.c"]],
      ["content-type", ["application/json"]],
    ]),
    body: undefined,
    sourceAddress: "192.0.2.1",
    vpcEndpointId: undefined,
    urls: ["https://api-id.execute-api.eu-central-1.amazonaws.com/v1/credentials/nightly-report"],
    clientCertificate: undefined,
  });
});

test("a REST API's event becomes a request", () => {
  const event = payload1({ multiValueQueryStringParameters: { format: ["ruby"] } });
  expect(readRequest(event)).toStrictEqual({
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    method: "GET",
    path: "/v1/credentials/nightly-report",
    query: new Map([["format", ["ruby"]]]),
    headers: new Map([["authorization", ["Bearer a.b.c"]]]),
    body: undefined,
    sourceAddress: "10.20.1.2",
    vpcEndpointId: "vpce-0a1b2c3d",
    urls: [],
    clientCertificate: undefined,
  });
});

test.each(["1.0", undefined, "3.0", 2])("version %j is read as payload 1.0", (version) => {
  expect(readRequest(payload1({ version })).sourceAddress).toBe("10.20.1.2");
  expect(() => readRequest(payload2({ version }))).toThrow(invalid);
});

describe("what is not such an event", () => {
  test.each([
    undefined,
    null,
    "event",
    42,
    [],
    {},
    { version: "2.0" },
    { version: "2.0", requestContext: null },
    { version: "2.0", requestContext: { requestId: "id" } },
    // An application load balancer names no request, and no address but in a header that anybody may send.
    { requestContext: { elb: {} }, httpMethod: "GET", path: "/", headers: { "x-forwarded-for": "10.20.1.2" } },
    payload2({ rawPath: undefined }),
    payload2({ rawQueryString: 1 }),
    payload2({ headers: "authorization" }),
    payload2({ headers: { authorization: 1 } }),
    payload2({ headers: { "a b": "c" } }),
    payload2({ headers: { "\u212A": "Kelvin" } }),
    payload2({ body: {} }),
    payload2({ isBase64Encoded: "true" }),
    payload2({ requestContext: context2({ requestId: undefined }) }),
    payload2({ requestContext: context2({ requestId: "" }) }),
    payload2({ requestContext: context2({ requestId: "a\r\nset-cookie: b" }) }),
    payload2({ requestContext: context2({ requestId: "x".repeat(257) }) }),
    payload2({ requestContext: context2({}, { method: "" }) }),
    payload2({ requestContext: context2({}, { method: "GET /" }) }),
    payload1({ httpMethod: undefined }),
    payload1({ path: undefined }),
    payload1({ requestContext: context1({ identity: undefined }) }),
    payload1({ multiValueHeaders: { Authorization: "Bearer a.b.c" } }),
    payload1({ multiValueHeaders: { Authorization: [1] } }),
    payload1({ multiValueQueryStringParameters: { format: { 0: "ruby" } } }),
  ])("is refused (%#)", (event) => {
    expect(() => readRequest(event as GatewayEvent)).toThrow(invalid);
  });

  test("never fails otherwise, whatever the JSON", () => {
    const part = fc.anything({ withNullPrototype: true, withDate: true, withMap: true });
    const event = fc.oneof(
      part,
      fc
        .record({ rawPath: part, rawQueryString: part, headers: part, body: part, isBase64Encoded: part })
        .map(payload2),
      fc.record({ path: part, multiValueHeaders: part, headers: part, body: part, requestContext: part }).map(payload1),
      fc
        .record({ rawPath: fc.string({ unit: "binary" }), rawQueryString: fc.string({ unit: "binary" }) })
        .map(payload2),
      fc.record({ rawPath: fc.webPath(), rawQueryString: fc.webQueryParameters(), body: fc.string() }).map(payload2),
    );
    fc.assert(
      fc.property(event, (any) => {
        const outcome = readOrThrown(any as GatewayEvent);
        expect(outcome instanceof Refusal || typeof (outcome as { path: string }).path === "string").toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  function readOrThrown(event: GatewayEvent): unknown {
    try {
      return readRequest(event);
    } catch (error) {
      return error;
    }
  }
});

describe("the headers", () => {
  test("of payload 2.0 keep what the gateway joined as one value", () => {
    const { headers } = readRequest(payload2({ headers: { authorization: "Bearer a,Bearer b" } }));
    expect(headers.get("authorization")).toStrictEqual(["Bearer a,Bearer b"]);
  });

  test("in two spellings are two values", () => {
    const { headers } = readRequest(payload2({ headers: { authorization: "a", Authorization: "b", other: null } }));
    expect([...headers]).toStrictEqual([["authorization", ["a", "b"]]]);
  });

  test("of payload 1.0 keep every value, over all spellings", () => {
    const multiValueHeaders = { Authorization: ["a", "b"], AUTHORIZATION: ["c"], "x-none": [] };
    const { headers } = readRequest(payload1({ multiValueHeaders, headers: { Authorization: "c" } }));
    expect([...headers]).toStrictEqual([["authorization", ["a", "b", "c"]]]);
  });

  test.each([undefined, null])("of payload 1.0 fall back to the single values (%s)", (multiValueHeaders) => {
    const { headers } = readRequest(payload1({ multiValueHeaders, headers: { "X-A": "1" } }));
    expect([...headers]).toStrictEqual([["x-a", ["1"]]]);
  });

  test("may be absent", () => {
    expect(readRequest(payload2({ headers: undefined })).headers.size).toBe(0);
    expect(readRequest(payload1({ multiValueHeaders: null, headers: null })).headers.size).toBe(0);
  });

  test("called __proto__ are no more than that", () => {
    const headers = JSON.parse('{"__proto__":"x"}');
    expect(readRequest(payload2({ headers })).headers.get("__proto__")).toStrictEqual(["x"]);
  });

  test("cannot forge what the gateway says", () => {
    const forged = {
      "x-forwarded-for": "10.0.0.1",
      forwarded: "for=10.0.0.1",
      "x-amzn-request-context": JSON.stringify(context2({ requestId: "forged" }, { sourceIp: "10.0.0.1" })),
      "x-amzn-oidc-data": "a.b.c",
      "x-amzn-vpce-id": "vpce-forged",
      "x-http-method-override": "POST",
      "x-original-url": "/healthz",
    };
    const honest = readRequest(payload2());
    expect(readRequest(payload2({ headers: forged }))).toStrictEqual({
      ...honest,
      headers: new Map(Object.entries(forged).map(([name, value]) => [name, [value]])),
    });
  });
});

test.each([undefined, "", 7])("an address %j is none", (sourceIp) => {
  expect(readRequest(payload2({ requestContext: context2({}, { sourceIp }) })).sourceAddress).toBeUndefined();
  const identity = { sourceIp, vpceId: sourceIp };
  const request = readRequest(payload1({ requestContext: context1({ identity }) }));
  expect([request.sourceAddress, request.vpcEndpointId]).toStrictEqual([undefined, undefined]);
});
