import type { RouteTable, TemplateSegment } from "./compile-routes.ts";
import type { Route } from "./route.ts";

export interface RouteMatch {
  readonly route: Route;
  /** What each path variable captured, as it stands in the path that was matched. */
  readonly pathParameters: ReadonlyMap<string, string>;
}

/**
 * The route that API Gateway chooses: whole path and method first, in the table's order, `$default` last.
 * @param path without the stage; `/v1/grants/` is another path than `/v1/grants`
 * @returns undefined where nothing matches and there is no `$default`
 */
export function matchRoute({ ranked, fallback }: RouteTable, method: string, path: string): RouteMatch | undefined {
  const segments = path.split("/").slice(1);
  for (const { route, method: routeMethod, template } of ranked) {
    if (routeMethod !== method && routeMethod !== "ANY") continue;
    const pathParameters = capture(template, segments);
    if (pathParameters !== undefined) return { route, pathParameters };
  }
  return fallback && { route: fallback, pathParameters: new Map() };
}

function capture(
  template: readonly TemplateSegment[],
  segments: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const captured = new Map<string, string>();
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    if ("text" in part ? part.text !== segment : segment === "") return undefined;
    if ("variable" in part) captured.set(part.variable, segment);
  }
  return captured;
}
