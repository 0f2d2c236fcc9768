import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { percentDecode } from "./decode-path.ts";
import { describeCertificate } from "./describe-certificate.ts";
import { formatRequestTime } from "./format-request-time.ts";
import { type GatewayApi, localAccountId, localApiId } from "./gateway-api.ts";
import type { RouteMatch } from "./match-route.ts";
import { newGatewayId } from "./new-gateway-id.ts";
import { newTraceId } from "./new-trace-id.ts";
import type { WireRequest } from "./wire-request.ts";

/** Everything else arrives in base64, forms and bodies without a type included: observed on AWS, its documentation says "binary". */
const textTypes = /^(?:text\/.+|application\/(?:json|xml|javascript))$/;

/**
 * The event of an HTTP API, payload format 2.0. What a request does not have is absent, never null.
 * @param rawPath decoded, with the stage where the URL has it
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://github.com/ministackorg/ministack/pull/766 which bodies are base64
 */
export function buildHttpApiEvent(
  api: GatewayApi,
  request: WireRequest,
  { route, pathParameters }: RouteMatch,
  rawPath: string,
): APIGatewayProxyEventV2 {
  const headers = joinHeaders(api, request);
  const cookies = splitCookies(request);
  return {
    version: "2.0",
    routeKey: route.routeKey,
    rawPath,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers: Object.fromEntries(headers),
    ...(request.query !== "" && joinQuery(request.query)),
    requestContext: {
      accountId: localAccountId,
      apiId: localApiId,
      ...(request.clientCertificate !== undefined && {
        authentication: { clientCert: describeCertificate(request.clientCertificate) },
      }),
      domainName: api.domainName,
      domainPrefix: api.domainName.split(".")[0] ?? "",
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceAddress,
        userAgent: headers.get("user-agent") ?? "",
      },
      requestId: newGatewayId(),
      routeKey: route.routeKey,
      stage: api.stage,
      time: formatRequestTime(request.receivedAtMs),
      timeEpoch: request.receivedAtMs,
    },
    ...(pathParameters.size > 0 && { pathParameters: decodeParameters(pathParameters) }),
    ...encodeBody(request.body, headers.get("content-type")),
  };
}

/** Lower-case names, and the values of one name joined with commas: two Authorization headers arrive as one that is malformed. */
function joinHeaders(api: GatewayApi, request: WireRequest): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (key === "cookie") continue;
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before},${value}`);
  }
  const forwardedFor = joined.get("x-forwarded-for");
  joined.set("x-forwarded-for", forwardedFor ? `${forwardedFor}, ${request.sourceAddress}` : request.sourceAddress);
  joined.set("x-forwarded-port", String(api.port));
  joined.set("x-forwarded-proto", api.scheme);
  if (!joined.has("x-amzn-trace-id")) joined.set("x-amzn-trace-id", newTraceId(request.receivedAtMs));
  return joined;
}

function splitCookies(request: WireRequest): string[] {
  return request.headers
    .filter(([name]) => name.toLowerCase() === "cookie")
    .flatMap(([, value]) => value.split(";"))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== "");
}

function joinQuery(query: string): { queryStringParameters?: Record<string, string> } {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined.size > 0 ? { queryStringParameters: Object.fromEntries(joined) } : {};
}

function decodeParameters(captured: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...captured].map(([name, value]) => [name, percentDecode(value) ?? value]));
}

function encodeBody(body: Buffer, contentType: string | undefined): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const isText = textTypes.test(mediaType);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}
