import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { measuredGrant } from "./prepare-world.ts";

/** What an HTTP API hands a function for `GET /v1/credentials/measured`. */
export function credentialsEvent(token: string, query = ""): APIGatewayProxyEventV2 {
  const path = `/v1/credentials/${measuredGrant}`;
  return {
    version: "2.0",
    routeKey: "GET /v1/credentials/{grant}",
    rawPath: path,
    rawQueryString: query,
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      authorization: `Bearer ${token}`,
      host: "vend.corp.example",
      "user-agent": "python-urllib3/2.5.0",
      "x-amzn-trace-id": "Root=1-68f00000-0123456789abcdef01234567",
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
    },
    requestContext: {
      accountId: "111122223333",
      apiId: "api1234567",
      domainName: "vend.corp.example",
      domainPrefix: "vend",
      http: { method: "GET", path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "python-urllib3/2.5.0" },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "GET /v1/credentials/{grant}",
      stage: "$default",
      time: "07/Oct/2026:10:00:00 +0000",
      timeEpoch: 1_791_367_200_000,
    },
    pathParameters: { grant: measuredGrant },
    isBase64Encoded: false,
  };
}

/** Of Lambda's context, what is read. */
export const lambdaContext = {
  awsRequestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  getRemainingTimeInMillis: () => 10_000,
} as Context;
