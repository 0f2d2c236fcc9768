import { describe, expect, test } from "vitest";
import { readRequest } from "../../../shared/http/read-request.ts";
import { context1, context2, payload1, payload2 } from "./gateway-events.ts";

const invalid = expect.objectContaining({ name: "Refusal", code: "InvalidRequest" });

describe("the path", () => {
  const pathOf = (rawPath: string, stage = "$default", basePath?: string) =>
    readRequest(payload2({ rawPath, requestContext: context2({ stage }) }), basePath === undefined ? {} : { basePath })
      .path;

  test.each([
    ["/", "/"],
    ["/v1/grants/", "/v1/grants"],
    ["/v1/grants//", "/v1/grants//"],
    ["//", "//"],
    ["//v1/grants", "//v1/grants"],
    ["/v1//grants", "/v1//grants"],
    ["/v1/credentials/%61b", "/v1/credentials/ab"],
    ["/v1/credentials/%C3%A9", "/v1/credentials/é"],
    ["/v1/credentials/%2561", "/v1/credentials/%61"],
    ["/v1/credentials/%252e%252e", "/v1/credentials/%2e%2e"],
    ["/v1/credentials/a+b", "/v1/credentials/a+b"],
    ["/v1/credentials/...", "/v1/credentials/..."],
    ["/__proto__", "/__proto__"],
    [`/${"a".repeat(2047)}`, `/${"a".repeat(2047)}`],
  ])("%s is %s", (rawPath, path) => {
    expect(pathOf(rawPath)).toBe(path);
  });

  test.each([
    "",
    "v1/grants",
    "/v1/%",
    "/v1/%zz",
    "/v1/%C3",
    "/v1/%c0%ae",
    "/v1/a%2Fb",
    "/v1/a%2fb",
    "/v1/a%5Cb",
    "/v1/a\\b",
    "/v1/a%00b",
    "/v1/a%0d%0ab",
    "/v1/a%7Fb",
    "/v1/a%C2%85b",
    "/v1/a\u0000b",
    "/v1/.",
    "/v1/../healthz",
    "/v1/%2e%2E/healthz",
    "/v1/.%2e",
    "/v1/\ud800",
    `/${"a".repeat(2048)}`,
  ])("%j is refused", (rawPath) => {
    expect(() => pathOf(rawPath)).toThrow(invalid);
  });

  test.each([
    ["/prod", "/"],
    ["/prod/", "/"],
    ["/prod/v1/grants", "/v1/grants"],
    ["/prod/prod/x", "/prod/x"],
    ["/product/x", "/product/x"],
    ["/v1/prod", "/v1/prod"],
    ["/v1/grants", "/v1/grants"],
  ])("loses the stage of %s", (rawPath, path) => {
    expect(pathOf(rawPath, "prod")).toBe(path);
  });

  test("keeps a segment $default", () => {
    expect(pathOf("/$default/x")).toBe("/$default/x");
  });

  test.each([
    ["vend/eu", "/vend/eu/v1/grants", "/v1/grants"],
    ["/vend/eu/", "/vend/eu/v1/grants/", "/v1/grants"],
    ["vend/eu", "/vend/eu", "/"],
    ["vend/eu", "/vend/v1/grants", "/vend/v1/grants"],
    ["vend", "/vending/v1", "/vending/v1"],
    ["vend", "/prod/vend/v1", "/v1"],
    ["", "/v1/grants", "/v1/grants"],
  ])("loses the base path %j of %s", (basePath, rawPath, path) => {
    expect(pathOf(rawPath, "prod", basePath)).toBe(path);
  });

  test("of a REST API never holds the stage, so a stage v1 takes nothing away", () => {
    const onCustomDomain = context1({ stage: "v1", path: "/v1/credentials/nightly-report" });
    expect(readRequest(payload1({ requestContext: onCustomDomain })).path).toBe("/v1/credentials/nightly-report");
  });

  test("of an HTTP API with payload 1.0 loses the stage", () => {
    const path = "/prod/v1/grants";
    const event = payload1({ version: "1.0", path, requestContext: context1({ path }) });
    expect(readRequest(event).path).toBe("/v1/grants");
  });

  test("of a REST API loses a custom domain's base path", () => {
    const event = payload1({ path: "/vend/v1/grants", requestContext: context1({ path: "/vend/v1/grants" }) });
    expect(readRequest(event, { basePath: "vend" }).path).toBe("/v1/grants");
  });

  test("is not taken from pathParameters", () => {
    const event = payload1({ resource: "/v1/credentials/{grant}", pathParameters: { grant: "another" } });
    expect(readRequest(event).path).toBe("/v1/credentials/nightly-report");
  });
});
