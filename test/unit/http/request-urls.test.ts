import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, test } from "vitest";
import type { GatewayEvent } from "../../../shared/http/gateway-event.ts";
import { readRequest } from "../../../shared/http/read-request.ts";
import type { AddressOptions } from "../../../shared/http/request-urls.ts";
import { context2, payload1, payload2 } from "./gateway-events.ts";

const own = { domainName: "abc123.execute-api.eu-central-1.amazonaws.com", apiId: "abc123" };
const custom = { domainName: "api.corp.example", apiId: "abc123" };
const http = (rawPath: string, context: object, headers: Record<string, string> = {}) =>
  payload2({ rawPath, headers, requestContext: { ...context2({}), ...context } as never });
const rest = (path: string, context: object, version?: "1.0") => {
  const event = payload1({ path });
  const requestContext = { ...event.requestContext, ...context };
  return { ...event, requestContext, ...(version !== undefined && { version }) } as APIGatewayProxyEvent;
};
const urls = (event: GatewayEvent, options: AddressOptions = {}) => readRequest(event, options).urls;

describe("what a caller may have written as the URL", () => {
  test.each<[string, GatewayEvent, AddressOptions, string[]]>([
    [
      "an HTTP API at its own host",
      http("/v1/grants", { ...own, stage: "$default" }),
      {},
      [`https://${own.domainName}/v1/grants`],
    ],
    [
      "its named stage is in the URL",
      http("/prod/v1/grants", { ...own, stage: "prod" }),
      {},
      [`https://${own.domainName}/prod/v1/grants`],
    ],
    [
      "behind a custom domain it is not",
      http("/prod/v1/grants", { ...custom, stage: "prod" }),
      {},
      ["https://api.corp.example/v1/grants"],
    ],
    [
      "the mapping's key is, which the event does not say",
      http("/prod/v1/grants", { ...custom, stage: "prod" }),
      { basePath: "/vend/eu" },
      ["https://api.corp.example/vend/eu/v1/grants"],
    ],
    [
      "the key counts for nothing at the API's own host",
      http("/prod/v1/grants", { ...own, stage: "prod" }),
      { basePath: "/vend" },
      [`https://${own.domainName}/prod/v1/grants`],
    ],
    [
      "a function URL",
      http("/v1/grants", { domainName: "xyz.lambda-url.eu-central-1.on.aws", apiId: "xyz", stage: "$default" }),
      {},
      ["https://xyz.lambda-url.eu-central-1.on.aws/v1/grants"],
    ],
    [
      "a REST API at its own host",
      rest("/v1/grants", { ...own, path: "/prod/v1/grants", stage: "prod" }),
      {},
      [`https://${own.domainName}/prod/v1/grants`],
    ],
    [
      "a REST API behind a custom domain",
      rest("/vend/v1/grants", { ...custom, path: "/vend/v1/grants", stage: "prod" }),
      { basePath: "/vend" },
      ["https://api.corp.example/vend/v1/grants"],
    ],
    [
      "a REST API that says nothing of its path",
      rest("/v1/grants", { ...custom, path: undefined }),
      {},
      ["https://api.corp.example/v1/grants"],
    ],
    [
      "an HTTP API that sends payload 1.0, behind a custom domain",
      rest("/prod/v1/grants", { ...custom, path: "/prod/v1/grants", stage: "prod" }, "1.0"),
      {},
      ["https://api.corp.example/prod/v1/grants", "https://api.corp.example/v1/grants"],
    ],
    [
      "a slash at the end is a part of it",
      http("/v1/grants/", { ...custom, stage: "$default" }),
      {},
      ["https://api.corp.example/v1/grants/"],
    ],
    [
      "what must be escaped is",
      http("/v1/credentials/a b", { ...custom, stage: "$default" }),
      {},
      ["https://api.corp.example/v1/credentials/a%20b"],
    ],
    [
      "the public URLs are taken in place of all that",
      http("/prod/v1/grants", { ...own, stage: "prod" }),
      { publicUrls: ["https://vend.corp.example", "https://cdn.corp.example/eu"], basePath: "/vend" },
      ["https://vend.corp.example/v1/grants", "https://cdn.corp.example/eu/v1/grants"],
    ],
    ["no host is known", http("/v1/grants", { domainName: undefined }), {}, []],
    ["a host that is none", http("/v1/grants", { domainName: "a/b" }), {}, []],
  ])("%s", (_what, event, options, expected) => {
    expect(urls(event, options)).toEqual(expected);
  });

  test("headers say nothing of it", () => {
    const headers = {
      host: "evil.test",
      "x-forwarded-host": "evil.test",
      "x-forwarded-proto": "http",
      forwarded: "host=evil.test",
    };
    const event = http("/v1/grants", { ...custom, stage: "$default" }, headers);
    expect(urls(event)).toEqual(["https://api.corp.example/v1/grants"]);
  });
});

describe("the client's certificate", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
  const of2 = (authentication: unknown) =>
    readRequest(payload2({ requestContext: { ...context2({}), authentication } as never })).clientCertificate;
  const of1 = (clientCert: unknown) => {
    const event = payload1({});
    const identity = { ...event.requestContext.identity, clientCert };
    return readRequest({ ...event, requestContext: { ...event.requestContext, identity } } as APIGatewayProxyEvent)
      .clientCertificate;
  };

  test("is where each payload has it", () => {
    expect(of2({ clientCert: { clientCertPem: pem } })).toBe(pem);
    expect(of1({ clientCertPem: pem })).toBe(pem);
  });

  test("is none where the API asks for none", () => {
    expect([of2(undefined), of2(null), of2({}), of2({ clientCert: null }), of1(null), of1(undefined)]).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
    expect([of2({ clientCert: { clientCertPem: "" } }), of2({ clientCert: { clientCertPem: 1 } }), of1({})]).toEqual(
      Array.from({ length: 3 }, () => undefined),
    );
  });

  test("is never a header's", () => {
    const event: APIGatewayProxyEventV2 = payload2({
      headers: { "x-client-cert": pem, "x-amzn-mtls-clientcert": pem },
    });
    expect(readRequest(event).clientCertificate).toBeUndefined();
  });

  test("that is no object makes the event none of a gateway's", () => {
    expect(() => of2({ clientCert: pem })).toThrow(/not a request/);
  });
});
