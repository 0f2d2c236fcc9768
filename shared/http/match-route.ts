import { Refusal } from "../model/refusal.ts";
import type { HttpRequest } from "../model/request.ts";

/** The public routes, method and path template: the same spelling as API Gateway's route keys. */
export const routes = [
  "GET /",
  "POST /",
  "GET /v1/credentials",
  "POST /v1/credentials",
  "GET /v1/credentials/{grant}",
  "GET /v1/credentials/{grant}/{account}",
  "GET /v1/grants",
  "GET /healthz",
  "GET /readyz",
  "GET /openapi.json",
] as const;
export type Route = (typeof routes)[number];

export interface MatchedRoute {
  readonly route: Route;
  readonly pathParameters: { readonly grant?: string; readonly account?: string };
}

/** The routes of each path template, with a pattern that takes what its parameters may be. */
const templates = [...new Set(routes.map(templateOf))].map((template) => ({
  pattern: new RegExp(`^(?:${template.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")})$`),
  methods: routes
    .filter((route) => templateOf(route) === template)
    .map((route) => ({ route, method: route.slice(0, route.indexOf(" ")) })),
}));

function templateOf(route: Route): string {
  return route.slice(route.indexOf(" ") + 1);
}

/**
 * The route of a request. It is matched here and not taken from the gateway's route key, because a path with a trailing
 * slash reaches the service by the gateway's default route, and a function URL has no routes at all.
 * @throws Refusal `NotFound`, `MethodNotAllowed`
 */
export function matchRoute({ path, method }: Pick<HttpRequest, "path" | "method">): MatchedRoute {
  for (const { pattern, methods } of templates) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const matched = methods.find((one) => one.method === method);
    if (matched !== undefined) return { route: matched.route, pathParameters: { ...match.groups } };
    const allow = methods.map((one) => one.method);
    throw new Refusal("MethodNotAllowed", `the path takes ${allow.join(", ")}`, { allow });
  }
  throw new Refusal("NotFound", "no route has this path");
}
