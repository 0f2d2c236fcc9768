import type { GatewayAnswer } from "./gateway-answer.ts";
import type { PayloadVersion } from "./route.ts";

/** Of an HTTP API's result unknown members are passed over; of a REST API's they make it malformed. */
const restApiMembers = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/** Set by the gateway, whatever the handler says. */
const ownHeaders = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade"]);
/** A REST API renames these on their way out. */
const remappedByRestApi = new Set(["server", "www-authenticate"]);

/** RFC 4648 section 4, padded. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * What a handler's result becomes on the wire. A result without a status is an error here, though API Gateway would guess one. It is
 * read by hand, since a schema library takes as long for it as all the rest of the gateway for a request.
 * @param result as it came out of JSON, like everything that leaves a Lambda
 * @throws Error where API Gateway would call the result malformed
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readLambdaResult(result: unknown, version: PayloadVersion): GatewayAnswer {
  const members = membersOf(result, "the result");
  return version === "2.0" ? readHttpApiResult(members) : readRestApiResult(members);
}

type Members = Readonly<Record<string, unknown>>;
type Header = readonly [name: string, value: string];

function readHttpApiResult({ statusCode, headers, cookies, body, isBase64Encoded }: Members): GatewayAnswer {
  const text = readBody(body);
  return {
    status: readStatus(statusCode),
    headers: withContentType(
      [
        ...readHeaders(headers).map(([name, value]): Header => [name.toLowerCase(), value]),
        ...readCookies(cookies).map((cookie): Header => ["set-cookie", cookie]),
      ],
      "text/plain;charset=UTF-8",
    ),
    body: readFlag(isBase64Encoded) ? fromBase64(text) : text,
  };
}

function readRestApiResult(result: Members): GatewayAnswer {
  const unknown = Object.keys(result).find((name) => !restApiMembers.has(name));
  if (unknown !== undefined) throw malformed(`an unknown member ${unknown}`);
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = result;
  const merged = new Map(readHeaders(headers).map(([name, value]): [string, readonly string[]] => [name, [value]]));
  for (const [name, values] of readMultiValueHeaders(multiValueHeaders)) {
    merged.set(name, [...(merged.get(name) ?? []).filter((value) => !values.includes(value)), ...values]);
  }
  // Base64 is decoded only where binary media types are set up, and none are.
  readFlag(isBase64Encoded);
  return {
    status: readStatus(statusCode),
    headers: withContentType(
      [...merged].flatMap(([name, values]) => values.map((value): Header => [remap(name), value])),
      "application/json",
    ),
    body: readBody(body),
  };
}

function readStatus(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 200 || (value as number) > 599) {
    throw malformed("statusCode is no integer from 200 to 599");
  }
  return value as number;
}

function readHeaders(headers: unknown): readonly Header[] {
  if (isAbsent(headers)) return [];
  return Object.entries(membersOf(headers, "headers")).map(([name, value]) => [name, readHeaderValue(value)]);
}

function readMultiValueHeaders(headers: unknown): readonly (readonly [name: string, values: readonly string[]])[] {
  if (isAbsent(headers)) return [];
  return Object.entries(membersOf(headers, "multiValueHeaders")).map(([name, values]) => [
    name,
    listOf(values, `multiValueHeaders.${name}`).map(readHeaderValue),
  ]);
}

function readHeaderValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number" && typeof value !== "boolean") throw malformed("a header is no plain value");
  return String(value);
}

function readCookies(cookies: unknown): readonly string[] {
  if (isAbsent(cookies)) return [];
  return listOf(cookies, "cookies").map((cookie) => {
    if (typeof cookie !== "string") throw malformed("a cookie is no text");
    return cookie;
  });
}

function readBody(body: unknown): string {
  if (isAbsent(body)) return "";
  if (typeof body !== "string") throw malformed("body is no text");
  return body;
}

function readFlag(flag: unknown): boolean {
  if (!isAbsent(flag) && typeof flag !== "boolean") throw malformed("isBase64Encoded is neither true nor false");
  return flag === true;
}

function fromBase64(text: string): Buffer {
  if (!base64.test(text)) throw malformed("body is no base64");
  return Buffer.from(text, "base64");
}

function membersOf(value: unknown, what: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(`${what} is no object`);
  return value as Members;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(`${what} is no list`);
  return value;
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function malformed(what: string): Error {
  return new Error(`the function's result is malformed: ${what}`);
}

function remap(name: string): string {
  return remappedByRestApi.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name;
}

function withContentType(headers: readonly Header[], fallback: string): readonly Header[] {
  const kept = headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  return kept.some(([name]) => name.toLowerCase() === "content-type") ? kept : [...kept, ["content-type", fallback]];
}
