import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";

/** An HTTP API's event, after the sample of AWS's developer guide. */
export function payload2(changes: Record<string, unknown> = {}): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/v1/credentials/nightly-report",
    rawQueryString: "",
    cookies: ["session=ignored"],
    headers: { authorization: "Bearer a.b.c", "content-type": "application/json" },
    requestContext: context2(),
    isBase64Encoded: false,
    ...changes,
  } as APIGatewayProxyEventV2;
}

export function context2(changes: Record<string, unknown> = {}, http: Record<string, unknown> = {}) {
  return {
    accountId: "123456789012",
    apiId: "api-id",
    domainName: "api-id.execute-api.eu-central-1.amazonaws.com",
    domainPrefix: "api-id",
    http: {
      method: "GET",
      path: "/v1/credentials/nightly-report",
      protocol: "HTTP/1.1",
      sourceIp: "192.0.2.1",
      userAgent: "agent",
      ...http,
    },
    requestId: "JKJaXmPLvHcESHA=",
    routeKey: "$default",
    stage: "$default",
    time: "03/Nov/2026:10:20:30 +0000",
    timeEpoch: 1_793_701_230_000,
    ...changes,
  };
}

/** A private REST API's event. */
export function payload1(changes: Record<string, unknown> = {}): APIGatewayProxyEvent {
  return {
    resource: "/{proxy+}",
    path: "/v1/credentials/nightly-report",
    httpMethod: "GET",
    headers: { Authorization: "Bearer a.b.c" },
    multiValueHeaders: { Authorization: ["Bearer a.b.c"] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: "v1/credentials/nightly-report" },
    stageVariables: null,
    requestContext: context1(),
    body: null,
    isBase64Encoded: false,
    ...changes,
  } as unknown as APIGatewayProxyEvent;
}

export function context1(changes: Record<string, unknown> = {}) {
  return {
    accountId: "123456789012",
    apiId: "api-id",
    httpMethod: "GET",
    identity: { sourceIp: "10.20.1.2", vpceId: "vpce-0a1b2c3d", vpcId: "vpc-1" },
    path: "/prod/v1/credentials/nightly-report",
    protocol: "HTTP/1.1",
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    requestTimeEpoch: 1_793_701_230_000,
    resourceId: "abc",
    resourcePath: "/{proxy+}",
    stage: "prod",
    ...changes,
  };
}
