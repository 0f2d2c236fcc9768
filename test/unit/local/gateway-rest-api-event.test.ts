import { describe, expect, it } from "vitest";
import { requestText, sendRaw, startRecording } from "./gateway-harness.ts";

const nobody = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

describe("the event of a REST API (payload 1.0)", () => {
  it("has every member that API Gateway sends, and no other", async () => {
    const { gateway, eventOf } = await startRecording({ payloadVersion: "1.0", stage: "live" });
    const event = await eventOf(
      requestText(
        "POST /live/v1/credentials?format=env&format=boto&plus=a+b&encoded=a%2Fb",
        [
          "user-agent: curl/8.7.1",
          "X-Probe: first",
          "X-Probe: second",
          "Cookie: session=abc123; theme=dark",
          "Content-Type: application/json",
        ],
        `{"grant":"λ"}`,
      ),
    );
    expect(event).toEqual({
      resource: "/v1/credentials",
      path: "/v1/credentials",
      httpMethod: "POST",
      headers: {
        "Content-Type": "application/json",
        Cookie: "session=abc123; theme=dark",
        Host: "vend.example",
        "User-Agent": "curl/8.7.1",
        "X-Amzn-Trace-Id": expect.stringMatching(/^Root=1-/),
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": String(gateway.port),
        "X-Forwarded-Proto": "http",
        "X-Probe": "second",
      },
      multiValueHeaders: {
        "Content-Type": ["application/json"],
        Cookie: ["session=abc123; theme=dark"],
        Host: ["vend.example"],
        "User-Agent": ["curl/8.7.1"],
        "X-Amzn-Trace-Id": [expect.stringMatching(/^Root=1-/)],
        "X-Forwarded-For": ["127.0.0.1"],
        "X-Forwarded-Port": [String(gateway.port)],
        "X-Forwarded-Proto": ["http"],
        "X-Probe": ["first", "second"],
      },
      queryStringParameters: { format: "boto", plus: "a b", encoded: "a/b" },
      multiValueQueryStringParameters: { format: ["env", "boto"], plus: ["a b"], encoded: ["a/b"] },
      pathParameters: null,
      stageVariables: null,
      requestContext: {
        accountId: "999988887777",
        apiId: "local",
        authorizer: null,
        domainName: `127.0.0.1:${gateway.port}`,
        domainPrefix: "127",
        extendedRequestId: expect.any(String),
        httpMethod: "POST",
        identity: { ...nobody, sourceIp: "127.0.0.1", userAgent: "curl/8.7.1" },
        path: "/live/v1/credentials",
        protocol: "HTTP/1.1",
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestTime: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        requestTimeEpoch: expect.closeTo(Date.now(), -4),
        resourceId: "local0",
        resourcePath: "/v1/credentials",
        stage: "live",
      },
      body: `{"grant":"λ"}`,
      isBase64Encoded: false,
    });
  });

  it("has null for what the request does not have", async () => {
    const { eventOf } = await startRecording({ payloadVersion: "1.0" });
    const event = await eventOf(requestText("GET /v1/grants"));
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
      requestContext: { identity: { userAgent: null }, path: "/v1/grants" },
    });
  });

  it("keeps the path as it was sent, and the variables too", async () => {
    const { eventOf } = await startRecording({ payloadVersion: "1.0", stage: "live" });
    expect(await eventOf(requestText("GET /live/v1/credentials/a%20b%2Fc"))).toMatchObject({
      resource: "/v1/credentials/{grant}",
      path: "/v1/credentials/a%20b%2Fc",
      pathParameters: { grant: "a%20b%2Fc" },
    });
  });

  it("takes a trailing slash for the same resource, and shows it in the path", async () => {
    const { calls, gateway } = await startRecording({ payloadVersion: "1.0" });
    await sendRaw(gateway.port, requestText("GET /v1/grants/"));
    expect(calls).toMatchObject([
      { functionName: "list-grants", event: { resource: "/v1/grants", path: "/v1/grants/" } },
    ]);
  });

  it.each([
    ["GET /nowhere/at/all", "/{proxy+}", { proxy: "nowhere/at/all" }],
    ["DELETE /v1/grants", "/{proxy+}", { proxy: "v1/grants" }],
    ["POST /", "/", null],
  ])("shows what no route takes as a proxy resource: %s", async (requestLine, resource, pathParameters) => {
    const { eventOf } = await startRecording({ payloadVersion: "1.0" });
    expect(await eventOf(requestText(requestLine))).toMatchObject({ resource, pathParameters });
  });

  it("keeps differently spelt headers apart, as REST APIs do", async () => {
    const { eventOf } = await startRecording({ payloadVersion: "1.0" });
    const event = await eventOf(requestText("GET /v1/grants", ["Authorization: Bearer a", "authorization: Bearer b"]));
    expect(event.headers).toMatchObject({ Authorization: "Bearer a", authorization: "Bearer b" });
  });

  it("names the endpoint of a private API, and takes nobody's word for it", async () => {
    const { eventOf } = await startRecording({ payloadVersion: "1.0", vpcEndpointId: "vpce-0a1b2c3d" });
    const event = await eventOf(requestText("GET /v1/grants", ["x-amzn-vpce-id: vpce-forged"]));
    expect(event.requestContext.identity).toMatchObject({ vpceId: "vpce-0a1b2c3d", vpcId: "vpc-0local" });
  });

  it("answers outside of its stage, and where it has no catch-all, as REST APIs do", async () => {
    const { gateway, calls } = await startRecording({ payloadVersion: "1.0", stage: "live" });
    const bare = await startRecording({ payloadVersion: "1.0", routes: [] });
    for (const port of [gateway.port, bare.gateway.port]) {
      expect(await sendRaw(port, requestText("GET /v1/grants"))).toMatchObject({
        status: 403,
        body: `{"message":"Missing Authentication Token"}`,
      });
    }
    expect(calls).toEqual([]);
  });
});
