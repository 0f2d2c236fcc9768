import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { describeCertificate } from "./describe-certificate.ts";
import { formatRequestTime } from "./format-request-time.ts";
import { type GatewayApi, localAccountId, localApiId } from "./gateway-api.ts";
import type { RouteMatch } from "./match-route.ts";
import { newGatewayId } from "./new-gateway-id.ts";
import { newTraceId } from "./new-trace-id.ts";
import type { WireRequest } from "./wire-request.ts";

/** Spelt so whatever the caller sent. */
const canonicalNames = new Map(["Host", "User-Agent", "X-Amzn-Trace-Id"].map((name) => [name.toLowerCase(), name]));

/**
 * The event of a REST API, payload format 1.0. What a request does not have is null, the path stays percent-encoded, and the
 * body is text: such an API has no binary media types unless it is told of some, and this one is told of none.
 * @param path as sent, without the stage
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @see https://github.com/hotsock/voker/pull/8 captures from live APIs
 */
export function buildRestApiEvent(
  api: GatewayApi,
  request: WireRequest,
  match: RouteMatch,
  path: string,
): APIGatewayProxyEvent {
  const multiValueHeaders = groupHeaders(api, request);
  const multiValueQuery = groupBy(new URLSearchParams(request.query));
  const resource = toResource(match, path);
  return {
    resource,
    path,
    httpMethod: request.method,
    headers: Object.fromEntries(lastValues(multiValueHeaders)),
    multiValueHeaders: Object.fromEntries(multiValueHeaders),
    queryStringParameters: orNull(lastValues(multiValueQuery)),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: resource === "/{proxy+}" ? { proxy: path.slice(1) } : orNull(match.pathParameters),
    stageVariables: null,
    requestContext: buildContext(api, request, resource, path, multiValueHeaders.get("User-Agent")?.at(-1) ?? null),
    body: request.body.length === 0 ? null : request.body.toString("utf8"),
    isBase64Encoded: false,
  };
}

/** A REST API knows no `$default`: what catches the rest there is `ANY /{proxy+}`, and `ANY /` for the root. */
function toResource({ route }: RouteMatch, path: string): string {
  if (route.routeKey !== "$default") return route.routeKey.split(" ")[1] ?? "";
  return path === "/" ? "/" : "/{proxy+}";
}

function buildContext(
  api: GatewayApi,
  request: WireRequest,
  resource: string,
  path: string,
  userAgent: string | null,
): APIGatewayProxyEvent["requestContext"] {
  return {
    accountId: localAccountId,
    apiId: localApiId,
    authorizer: null,
    domainName: api.domainName,
    domainPrefix: api.domainName.split(".")[0] ?? "",
    extendedRequestId: newGatewayId(),
    httpMethod: request.method,
    identity: {
      ...anonymous,
      clientCert: request.clientCertificate === undefined ? null : describeCertificate(request.clientCertificate),
      sourceIp: request.sourceAddress,
      userAgent,
      ...endpoint(api.vpcEndpointId),
    },
    path: `${api.stagePath}${path}`,
    protocol: request.protocol,
    requestId: randomUUID(),
    requestTime: formatRequestTime(request.receivedAtMs),
    requestTimeEpoch: request.receivedAtMs,
    resourceId: resource === "/" ? "root" : "local0",
    resourcePath: resource,
    stage: api.stage,
  };
}

/** What API Gateway says of a caller that it did not authenticate itself. */
const anonymous = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/** Only a private API has these members. The library's types leave them out. */
function endpoint(vpcEndpointId: string | undefined): object {
  return vpcEndpointId === undefined ? {} : { vpceId: vpcEndpointId, vpcId: "vpc-0local" };
}

/**
 * By the exact spelling of the name: a REST API does not normalise it, so that `Authorization` and `authorization` are two
 * headers of one event.
 */
function groupHeaders(api: GatewayApi, request: WireRequest): Map<string, string[]> {
  const sent = request.headers.filter(([name]) => name.toLowerCase() !== "content-length");
  const grouped = groupBy(sent.map(([name, value]) => [canonicalNames.get(name.toLowerCase()) ?? name, value]));
  const forwardedFor = takeAll(grouped, "x-forwarded-for");
  takeAll(grouped, "x-forwarded-port");
  takeAll(grouped, "x-forwarded-proto");
  grouped.set("X-Forwarded-For", [[...forwardedFor, request.sourceAddress].join(", ")]);
  grouped.set("X-Forwarded-Port", [String(api.port)]);
  grouped.set("X-Forwarded-Proto", [api.scheme]);
  if (!grouped.has("X-Amzn-Trace-Id")) grouped.set("X-Amzn-Trace-Id", [newTraceId(request.receivedAtMs)]);
  return grouped;
}

function takeAll(grouped: Map<string, string[]>, lowerCaseName: string): string[] {
  const names = [...grouped.keys()].filter((name) => name.toLowerCase() === lowerCaseName);
  const values = names.flatMap((name) => grouped.get(name) ?? []);
  for (const name of names) grouped.delete(name);
  return values;
}

function groupBy(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of pairs) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  return grouped;
}

function lastValues(grouped: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  return new Map([...grouped].map(([name, values]) => [name, values.at(-1) ?? ""]));
}

function orNull<T>(map: ReadonlyMap<string, T>): Record<string, T> | null {
  return map.size === 0 ? null : Object.fromEntries(map);
}
