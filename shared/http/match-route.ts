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

/**
 * The route of a request. It is matched here and not taken from the gateway's route key, because a path with a trailing
 * slash reaches the service by the gateway's default route, and a function URL has no routes at all.
 * @throws Refusal `NotFound`, `MethodNotAllowed`
 */
export function matchRoute(request: HttpRequest): MatchedRoute {
  const ofPath = routes
    .map((route) => {
      const [method, template] = splitRoute(route);
      return { route, method, pathParameters: matchPath(template, request.path) };
    })
    .filter((candidate) => candidate.pathParameters !== undefined);
  if (ofPath.length === 0) {
    throw new Refusal("NotFound", "no route has this path");
  }
  const matched = ofPath.find((candidate) => candidate.method === request.method);
  if (matched === undefined) {
    const allow = ofPath.map((candidate) => candidate.method);
    throw new Refusal("MethodNotAllowed", `the path takes ${allow.join(", ")}`, { allow });
  }
  return { route: matched.route, pathParameters: matched.pathParameters ?? {} };
}

function splitRoute(route: Route): readonly [method: string, template: string] {
  const [method = "", template = ""] = route.split(" ");
  return [method, template];
}

function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split("/");
  const given = path.split("/");
  const fits =
    wanted.length === given.length &&
    wanted.every((segment, index) => (segment.startsWith("{") ? given[index] !== "" : segment === given[index]));
  return fits
    ? Object.fromEntries(
        wanted.flatMap((segment, index) =>
          segment.startsWith("{") ? [[segment.slice(1, -1), given[index] ?? ""] as const] : [],
        ),
      )
    : undefined;
}
