import type { Route } from "./route.ts";

export interface RouteMatch {
  readonly route: Route;
  /** What each path variable captured, as it stands in the path that was matched. */
  readonly pathParameters: ReadonlyMap<string, string>;
}

/**
 * The route that API Gateway chooses: whole path and method first, exact segments before variables from the left, an exact
 * method before `ANY`, `$default` last.
 * @param path without the stage; `/v1/grants/` is another path than `/v1/grants`
 * @returns undefined where nothing matches and there is no `$default`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const segments = path.split("/").slice(1);
  const candidates = routes.flatMap((route) => {
    const [routeMethod = "", template = ""] = route.routeKey.split(" ");
    if (route.routeKey === "$default" || (routeMethod !== method && routeMethod !== "ANY")) return [];
    const pathParameters = capture(template.split("/").slice(1), segments);
    return pathParameters === undefined ? [] : [{ route, pathParameters, rank: rank(routeMethod, template) }];
  });
  const best = candidates.toSorted((a, b) => (a.rank < b.rank ? -1 : 1))[0];
  if (best !== undefined) return { route: best.route, pathParameters: best.pathParameters };
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");
  return fallback && { route: fallback, pathParameters: new Map() };
}

function capture(template: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const captured = new Map<string, string>();
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === "") return undefined;
    if (name !== undefined) captured.set(name, segment);
  }
  return captured;
}

/** Sorts as text: one digit a segment, 0 for an exact one, and the method's at the end. */
function rank(method: string, template: string): string {
  const segments = template.split("/").slice(1);
  return segments.map((part) => (part.startsWith("{") ? "1" : "0")).join("") + (method === "ANY" ? "1" : "0");
}
