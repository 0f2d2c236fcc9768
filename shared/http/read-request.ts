import type { HttpRequest } from "../model/request.ts";
import { collectHeaders } from "./collect-headers.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { malformed } from "./malformed.ts";
import { readBody } from "./read-body.ts";
import { readPath } from "./read-path.ts";
import { collectQuery, readRawQuery } from "./read-query.ts";
import { type AddressOptions, requestUrls } from "./request-urls.ts";

/** The base path is also taken off the path, where it is there. */
export type ReadRequestOptions = AddressOptions;

type Members = Readonly<Record<string, unknown>>;

const methodSyntax = /^[A-Za-z-]{1,32}$/;
/** It goes into a response header and the audit record. */
const requestIdSyntax = /^[\x21-\x7e]{1,256}$/;

/**
 * The request in an event of API Gateway or a function URL. Address, VPC endpoint, method and id are taken from what
 * the gateway itself says; of headers such as `x-forwarded-for` or `x-amzn-request-context` nothing is read here.
 * The event is looked at as unknown data all the same: whoever may invoke the function can send it any JSON.
 *
 * @throws Refusal `InvalidRequest` where it is not such an event or the request in it is malformed, `PayloadTooLarge`
 */
export function readRequest(event: GatewayEvent, options: ReadRequestOptions = {}): HttpRequest {
  const members = membersOf(event);
  const context = membersOf(members["requestContext"]);
  return members["version"] === "2.0"
    ? readPayload2(members, context, options)
    : readPayload1(members, context, options);
}

function readPayload2(event: Members, context: Members, options: ReadRequestOptions): HttpRequest {
  const http = membersOf(context["http"]);
  const path = readText(event["rawPath"]);
  // An HTTP API leaves the name of its stage in the path, behind most custom domains too.
  const taken = prefixes(context["stage"], options);
  return {
    requestId: readToken(context["requestId"], requestIdSyntax),
    method: readToken(http["method"], methodSyntax),
    path: readPath(path, taken),
    // Only proofs of possession ask for it.
    get urls() {
      return requestUrls({ version: "2.0", ...readHost(context), writtenPath: path, path, prefixes: taken }, options);
    },
    clientCertificate: readCertificate(context["authentication"]),
    query: readRawQuery(readText(event["rawQueryString"] ?? "")),
    headers: collectHeaders(readSingles(event["headers"])),
    body: readBody(readText(event["body"] ?? ""), readFlag(event["isBase64Encoded"])),
    sourceAddress: readOptionalText(http["sourceIp"]),
    vpcEndpointId: undefined,
  };
}

/**
 * The path is `event.path` and not put together from `resource` and `pathParameters`: those have been decoded, so a
 * slash inside a parameter would become a separator, and they differ with how the routes were declared. Its only flaw,
 * the base path of a custom domain in front, is what `basePath` is for.
 */
function readPayload1(event: Members, context: Members, options: ReadRequestOptions): HttpRequest {
  const identity = membersOf(context["identity"]);
  // A REST API takes the stage off and names no version; only an HTTP API that sends payload 1.0 leaves it.
  const stage = event["version"] === "1.0" && context["path"] === event["path"] ? context["stage"] : undefined;
  const path = readText(event["path"]);
  const taken = prefixes(stage, options);
  const query = event["multiValueQueryStringParameters"];
  const headers = event["multiValueHeaders"];
  return {
    requestId: readToken(context["requestId"], requestIdSyntax),
    method: readToken(event["httpMethod"], methodSyntax),
    path: readPath(path, taken),
    urls: requestUrls(
      {
        version: "1.0",
        ...readHost(context),
        writtenPath: readOptionalText(context["path"]) ?? path,
        path,
        prefixes: taken,
      },
      options,
    ),
    clientCertificate: readCertificate(identity),
    query: collectQuery(isAbsent(query) ? readSingles(event["queryStringParameters"]) : readMultiples(query)),
    // `headers` keeps the last of several values, which would hide a second `Authorization`.
    headers: collectHeaders(isAbsent(headers) ? readSingles(event["headers"]) : readMultiples(headers)),
    body: readBody(readText(event["body"] ?? ""), readFlag(event["isBase64Encoded"])),
    sourceAddress: readOptionalText(identity["sourceIp"]),
    vpcEndpointId: readOptionalText(identity["vpceId"]),
  };
}

function readHost({ domainName, apiId }: Members) {
  return { domainName: readOptionalText(domainName), apiId: readOptionalText(apiId) };
}

/** Both payloads have it as `clientCert.clientCertPem`, null where the API asks for none. */
function readCertificate(holder: unknown): string | undefined {
  const certificate = isAbsent(holder) ? undefined : membersOf(holder)["clientCert"];
  return isAbsent(certificate) ? undefined : readOptionalText(membersOf(certificate)["clientCertPem"]);
}

function prefixes(stage: unknown, options: ReadRequestOptions): string[] {
  return [typeof stage === "string" && stage !== "$default" ? stage : "", options.basePath ?? ""];
}

function readSingles(members: unknown): [string, string][] {
  return entriesOf(members).map(([name, value]) => [name, readText(value)]);
}

function readMultiples(members: unknown): [string, string][] {
  return entriesOf(members).flatMap(([name, values]) => {
    if (!Array.isArray(values)) {
      throw notAnEvent();
    }
    return values.map((value): [string, string] => [name, readText(value)]);
  });
}

function entriesOf(members: unknown): [string, unknown][] {
  return isAbsent(members) ? [] : Object.entries(membersOf(members)).filter(([, value]) => !isAbsent(value));
}

function membersOf(value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw notAnEvent();
  }
  return value as Members;
}

function readText(value: unknown): string {
  if (typeof value !== "string") {
    throw notAnEvent();
  }
  return value;
}

function readToken(value: unknown, syntax: RegExp): string {
  const text = readText(value);
  if (!syntax.test(text)) {
    throw notAnEvent();
  }
  return text;
}

function readOptionalText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function readFlag(value: unknown): boolean {
  if (!isAbsent(value) && typeof value !== "boolean") {
    throw notAnEvent();
  }
  return value === true;
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function notAnEvent(): Error {
  return malformed("This is not a request of API Gateway or a function URL");
}
