import { describe, expect, test } from "vitest";
import { describedDocument } from "./described-document.ts";
import { judgeAnswer } from "./judge-answer.ts";

const common = { "x-request-id": "JKJa=", "cache-control": "no-store" };
const json = { ...common, "content-type": "application/json" };
const credentials = {
  access_key_id: "ASIAIOSFODNN7EXAMPLE",
  secret_access_key: "secret",
  session_token: "token",
  expiration: "2026-11-03T10:20:30Z",
};
const ready = {
  status: "ready",
  policyMap: { digest: "d", version: "v", ageSeconds: 1, since: "2026-11-03T10:20:30.000Z", source: "file" },
};
const denied = (
  describedDocument.components.responses["Denied"] as {
    readonly content: Readonly<Record<string, { readonly example: Readonly<Record<string, unknown>> }>>;
  }
).content["application/json"]?.example;

const judge = (route: string | undefined, status: number, headers: Readonly<Record<string, string>>, body: unknown) =>
  judgeAnswer(route, { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) });

test("what is described is found right", () => {
  expect(judge("GET /", 200, json, credentials)).toEqual([]);
  expect(judge("GET /readyz", 200, json, ready)).toEqual([]);
  expect(judge("GET /v1/grants", 403, json, denied)).toEqual([]);
  expect(judge("GET /v1/grants", 403, { ...json, "content-type": "application/problem+json" }, denied)).toEqual([]);
  expect(judge("GET /openapi.json", 304, { ...common, "cache-control": "public", etag: '"a"' }, "")).toEqual([]);
});

describe("what is not described is found wrong:", () => {
  test.each([
    ["a status", "GET /healthz", 403, json, denied, /no answer has the status 403/],
    ["a content type", "GET /", 200, { ...json, "content-type": "text/html" }, "<p>", /content type text\/html/],
    ["a member of credentials", "GET /", 200, json, { ...credentials, region: "eu" }, /region/],
    ["a missing member", "GET /", 200, json, { ...credentials, session_token: undefined }, /session_token/],
    ["an instant", "GET /", 200, json, { ...credentials, expiration: "2026-11-03T10:20:30+00:00" }, /pattern/],
    [
      "a member deep inside",
      "GET /readyz",
      200,
      json,
      { ...ready, policyMap: { ...ready.policyMap, path: "/x" } },
      /path/,
    ],
    ["a member of a problem", "GET /v1/grants", 403, json, { ...denied, why: "x" }, /why/],
    ["another code's title", "GET /v1/grants", 403, json, { ...denied, title: "No" }, /title/],
    ["a code that the route has not", "GET /v1/grants", 403, json, { ...denied, code: "NotGranted" }, /code/],
    ["a header", "GET /", 200, { ...json, etag: '"a"' }, credentials, /header etag is not described/],
    [
      "a header that is missing",
      "GET /",
      200,
      { ...json, "x-request-id": undefined },
      credentials,
      /X-Request-Id is missing/,
    ],
    ["a header's value", "GET /", 200, { ...json, "x-request-id": "a b" }, credentials, /pattern/],
    ["an answer that may be kept", "GET /", 200, { ...json, "cache-control": "public" }, credentials, /may be stored/],
    ["a body where there is none", "GET /openapi.json", 304, { ...common, etag: '"a"' }, "x", /no body is described/],
  ])("%s", (_what, route, status, headers, body, sentence) => {
    const present = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
    expect(judge(route, status, Object.fromEntries(present), body).join("\n")).toMatch(sentence);
  });

  test("XML with another element", () => {
    const text = (extra: string) =>
      `<ErrorResponse xmlns="x">\n<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Revoked: no</Message>${extra}</Error><RequestId>a</RequestId>\n</ErrorResponse>\n`;
    const xml = { ...common, "content-type": "text/xml" };
    expect(judge("POST /", 403, xml, text(""))).toEqual([]);
    expect(judge("POST /", 403, xml, text("<Detail>x</Detail>"))).not.toEqual([]);
    expect(() => judge("POST /", 403, xml, text("text"))).toThrow(/something else/);
  });
});
