import { describe, expect, test } from "vitest";
import { matchRoute } from "../../../shared/http/match-route.ts";
import type { HttpRequest } from "../../../shared/model/request.ts";

const match = (method: string, path: string) => matchRoute({ method, path } as HttpRequest);

describe("a route", () => {
  test.each([
    ["GET", "/", "GET /", {}],
    ["POST", "/", "POST /", {}],
    ["GET", "/v1/credentials", "GET /v1/credentials", {}],
    ["POST", "/v1/credentials", "POST /v1/credentials", {}],
    ["GET", "/v1/credentials/nightly", "GET /v1/credentials/{grant}", { grant: "nightly" }],
    [
      "GET",
      "/v1/credentials/nightly/prod",
      "GET /v1/credentials/{grant}/{account}",
      { grant: "nightly", account: "prod" },
    ],
    ["GET", "/v1/grants", "GET /v1/grants", {}],
    ["GET", "/healthz", "GET /healthz", {}],
    ["GET", "/readyz", "GET /readyz", {}],
    ["GET", "/openapi.json", "GET /openapi.json", {}],
  ])("%s %s", (method, path, route, pathParameters) => {
    expect(match(method, path)).toEqual({ route, pathParameters });
  });

  test.each(["__proto__", "constructor", "{grant}", "a.b+c ä\u2028", "."])(
    "has %j as a grant like any other",
    (grant) => {
      expect(match("GET", `/v1/credentials/${grant}`).pathParameters).toEqual({ ["grant"]: grant });
    },
  );
});

test.each([
  "",
  "/v1",
  "/v2/credentials",
  "/V1/credentials",
  "/v1/credentials/",
  "/v1/credentials//prod",
  "/v1/credentials/nightly/",
  "/v1/credentials/nightly/prod/more",
  "/v1/grants/",
  "//",
  "/healthz/",
  "/healthzz",
  "/healthz\n",
  "x/healthz",
  "/v1.credentials",
  "/openapi-json",
  "/openapi",
])("%j is no route", (path) => {
  expect(() => match("GET", path)).toThrow(expect.objectContaining({ code: "NotFound" }));
});

test.each([
  ["PUT", "/", ["GET", "POST"]],
  ["DELETE", "/v1/credentials", ["GET", "POST"]],
  ["HEAD", "/v1/credentials", ["GET", "POST"]],
  ["POST", "/v1/credentials/nightly", ["GET"]],
  ["PUT", "/v1/credentials/nightly/prod", ["GET"]],
  ["OPTIONS", "/v1/grants", ["GET"]],
  ["get", "/healthz", ["GET"]],
  ["POST", "/readyz", ["GET"]],
  ["HEAD", "/openapi.json", ["GET"]],
])("%s %s is told what the path takes", (method, path, allow) => {
  expect(() => match(method, path)).toThrow(expect.objectContaining({ code: "MethodNotAllowed", allow }));
});
