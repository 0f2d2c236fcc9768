import { readSegments } from "./read-segments.ts";

/** What a gateway says of where a request went. */
export interface GatewayAddress {
  readonly version: "1.0" | "2.0";
  /** The host that the caller used: of all that was sent, the gateway has looked it up among its own. */
  readonly domainName: string | undefined;
  readonly apiId: string | undefined;
  /** `rawPath`, or `requestContext.path`, which a REST API gives as the caller wrote it. */
  readonly writtenPath: string;
  /** The path that routes are matched with, before `prefixes` are taken off. */
  readonly path: string;
  /** Stage and base path. */
  readonly prefixes: readonly string[];
}

/** How callers write the service's address, as far as the configuration says. */
export interface AddressOptions {
  /** The base path, or API mapping key, of a custom domain, such as `/vend`. */
  readonly basePath?: string;
  /** The URLs that callers write in front of the paths: these and no others where there are any. */
  readonly publicUrls?: readonly string[];
}

const host = /^[A-Za-z0-9.-]{1,253}$/;

/**
 * What a caller may have written as the URL of its request, without query. Headers such as `Host` or `X-Forwarded-Proto` count
 * for nothing. At the API's own host name, the path is what it wrote, the stage included. Behind a custom domain an HTTP API
 * gives the path with the stage, which is not in the URL, and without the mapping's key, which is; a REST API gives it as written
 * there too.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @returns empty where nothing is known: no URL is then the request's
 * @throws Refusal `InvalidRequest` for a malformed path
 */
export function requestUrls(
  address: GatewayAddress,
  { basePath = "", publicUrls = [] }: AddressOptions,
): readonly string[] {
  const { version, domainName, apiId, writtenPath, path, prefixes } = address;
  const below = () => encodePath(readSegments(path, prefixes));
  const written = () => encodePath(readSegments(writtenPath, []));
  if (publicUrls.length > 0) return publicUrls.map((url) => url + below());
  if (domainName === undefined || !host.test(domainName)) return [];
  const origin = `https://${domainName}`;
  if (apiId !== undefined && domainName.startsWith(`${apiId}.`)) return [origin + written()];
  const mapped = origin + basePath + below();
  return version === "1.0" ? [...new Set([origin + written(), mapped])] : [mapped];
}

function encodePath(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join("/")}`;
}
