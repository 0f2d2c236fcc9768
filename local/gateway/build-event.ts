import { buildHttpApiEvent } from "./build-http-api-event.ts";
import { buildRestApiEvent } from "./build-rest-api-event.ts";
import type { RouteTable } from "./compile-routes.ts";
import { decodeHttpApiPath } from "./decode-path.ts";
import type { GatewayFailure } from "./gateway-answer.ts";
import type { GatewayApi } from "./gateway-api.ts";
import { matchRoute } from "./match-route.ts";
import type { PayloadVersion, Route } from "./route.ts";
import type { WireRequest } from "./wire-request.ts";

export type BuiltEvent =
  | { readonly route: Route; readonly event: object; readonly requestId: string }
  | { readonly failure: GatewayFailure };

/**
 * The route of a request and the event that its function gets, or the gateway's own refusal. An event is made of JSON values alone, and
 * nobody else has any of them: the function may do with it what it likes.
 */
export function buildEvent(
  api: GatewayApi,
  routes: RouteTable,
  version: PayloadVersion,
  request: WireRequest,
): BuiltEvent {
  return version === "2.0" ? forHttpApi(api, routes, request) : forRestApi(api, routes, request);
}

/** A trailing slash makes another path, and `//` stays what it is. */
function forHttpApi(api: GatewayApi, routes: RouteTable, request: WireRequest): BuiltEvent {
  const decoded = decodeHttpApiPath(request.path);
  if (decoded === undefined) return { failure: "badRequest" };
  const path = withoutStage(decoded.routed, api.stagePath);
  const match = path === undefined ? undefined : matchRoute(routes, request.method, path);
  if (match === undefined) return { failure: "noRoute" };
  const event = buildHttpApiEvent(api, request, match, decoded.raw);
  return { route: match.route, event, requestId: event.requestContext.requestId };
}

/** A trailing slash makes no difference to the resource, but stays in the event's path. */
function forRestApi(api: GatewayApi, routes: RouteTable, request: WireRequest): BuiltEvent {
  const path = withoutStage(request.path, api.stagePath);
  if (path === undefined) return { failure: "noRoute" };
  const match = matchRoute(routes, request.method, path === "/" ? path : path.replace(/\/$/, ""));
  if (match === undefined) return { failure: "noRoute" };
  const event = buildRestApiEvent(api, request, match, path);
  return { route: match.route, event, requestId: event.requestContext.requestId };
}

/** A named stage is the first segment of the path, and everything outside of it is nobody's. */
function withoutStage(path: string, stagePath: string): string | undefined {
  if (stagePath === "") return path;
  if (path === stagePath) return "/";
  return path.startsWith(`${stagePath}/`) ? path.slice(stagePath.length) : undefined;
}
