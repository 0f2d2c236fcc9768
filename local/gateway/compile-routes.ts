import type { Route } from "./route.ts";

/** A segment of a path template: what it must be or, of a path variable, what captures it. */
export type TemplateSegment = { readonly text: string } | { readonly variable: string };

/** The routes of an API, taken apart once, since each request is held against them. */
export interface RouteTable {
  /** In API Gateway's order of precedence: exact segments before variables from the left, an exact method before `ANY`. */
  readonly ranked: readonly {
    readonly route: Route;
    readonly method: string;
    readonly template: readonly TemplateSegment[];
  }[];
  /** `$default`. */
  readonly fallback: Route | undefined;
}

/**
 * Brings routes into the order in which they are tried.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function compileRoutes(routes: readonly Route[]): RouteTable {
  const ranked = routes
    .filter(({ routeKey }) => routeKey !== "$default")
    .map((route) => {
      const [method = "", path = ""] = route.routeKey.split(" ");
      const template = path.split("/").slice(1).map(toSegment);
      return { route, method, template, rank: rank(method, template) };
    })
    .toSorted((one, other) => Number(one.rank > other.rank) - Number(one.rank < other.rank));
  return { ranked, fallback: routes.find(({ routeKey }) => routeKey === "$default") };
}

function toSegment(text: string): TemplateSegment {
  const variable = /^\{(\w+)\}$/.exec(text)?.[1];
  return variable === undefined ? { text } : { variable };
}

/** Sorts as text: one digit a segment, 0 for an exact one, and the method's at the end. */
function rank(method: string, template: readonly TemplateSegment[]): string {
  return template.map((segment) => ("variable" in segment ? "1" : "0")).join("") + (method === "ANY" ? "1" : "0");
}
