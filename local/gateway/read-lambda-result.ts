import { z } from "zod";
import type { GatewayAnswer } from "./gateway-answer.ts";
import type { PayloadVersion } from "./route.ts";

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const statusCode = z.int().min(200).max(599);

/** Unknown members are passed over. A result without a status is an error here, though API Gateway would guess one. */
const httpApiResult = z.object({
  statusCode,
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Unknown members make a result malformed. */
const restApiResult = z.strictObject({
  statusCode,
  headers: z.record(z.string(), headerValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(headerValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Set by the gateway, whatever the handler says. */
const ownHeaders = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade"]);
/** A REST API renames these on their way out. */
const remappedByRestApi = new Set(["server", "www-authenticate"]);

/**
 * What a handler's result becomes on the wire.
 * @param result as it came out of JSON, like everything that leaves a Lambda
 * @throws Error where API Gateway would call the result malformed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readLambdaResult(result: unknown, version: PayloadVersion): GatewayAnswer {
  return version === "2.0" ? readHttpApiResult(result) : readRestApiResult(result);
}

function readHttpApiResult(result: unknown): GatewayAnswer {
  const { statusCode: status, headers, cookies, body, isBase64Encoded } = httpApiResult.parse(result);
  const given = Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const all = [...given, ...(cookies ?? []).map((cookie): [string, string] => ["set-cookie", cookie])];
  return {
    status,
    headers: withContentType(all, "text/plain;charset=UTF-8"),
    body: isBase64Encoded === true ? fromBase64(body ?? "") : Buffer.from(body ?? ""),
  };
}

function readRestApiResult(result: unknown): GatewayAnswer {
  const { statusCode: status, headers, multiValueHeaders, body } = restApiResult.parse(result);
  const merged = new Map(Object.entries(headers ?? {}).map(([name, value]): [string, string[]] => [name, [value]]));
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    merged.set(name, [...(merged.get(name) ?? []).filter((value) => !values.includes(value)), ...values]);
  }
  const all = [...merged].flatMap(([name, values]) => values.map((value): [string, string] => [remap(name), value]));
  // Base64 is decoded only where binary media types are set up, and none are.
  return { status, headers: withContentType(all, "application/json"), body: Buffer.from(body ?? "") };
}

function remap(name: string): string {
  return remappedByRestApi.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name;
}

function withContentType(headers: readonly [string, string][], fallback: string): [string, string][] {
  const kept = headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  return kept.some(([name]) => name.toLowerCase() === "content-type") ? kept : [...kept, ["content-type", fallback]];
}

function fromBase64(text: string): Buffer {
  return Buffer.from(z.base64().parse(text), "base64");
}
