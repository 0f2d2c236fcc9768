import { Refusal } from "../model/refusal.ts";
import type { HttpRequest } from "../model/request.ts";

/** The public routes, method and path template: the same spelling as API Gateway's route keys. */
export const routes = [
  "GET /",
  "GET /v1/credentials",
  "POST /v1/credentials",
  "GET /v1/credentials/{grant}",
  "GET /v1/credentials/{grant}/{account}",
  "GET /v1/grants",
  "GET /healthz",
  "GET /readyz",
] as const;
export type Route = (typeof routes)[number];

export interface MatchedRoute {
  readonly route: Route;
  readonly pathParameters: { readonly grant?: string; readonly account?: string };
}

const patterns = routes.map((route) => {
  const space = route.indexOf(" ");
  const template = route.slice(space + 1).replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { route, method: route.slice(0, space), pattern: new RegExp(`^(?:${template})$`) };
});

/**
 * The route of a request. It is matched here and not taken from the gateway's route key, because a path with a trailing
 * slash reaches the service by the gateway's default route, and a function URL has no routes at all.
 * @throws Refusal `NotFound`, `MethodNotAllowed`
 */
export function matchRoute(request: HttpRequest): MatchedRoute {
  const ofPath = patterns.flatMap(({ route, method, pattern }) => {
    const match = pattern.exec(request.path);
    return match === null ? [] : [{ route, method, pathParameters: { ...match.groups } }];
  });
  if (ofPath.length === 0) {
    throw new Refusal("NotFound", "no route has this path");
  }
  const matched = ofPath.find(({ method }) => method === request.method);
  if (matched === undefined) {
    const allow = ofPath.map(({ method }) => method);
    throw new Refusal("MethodNotAllowed", `the path takes ${allow.join(", ")}`, { allow });
  }
  return { route: matched.route, pathParameters: matched.pathParameters };
}
