import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { Route } from "./route.ts";

const routeKey =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) \/(?:(?:[^/{}\s]+|\{\w+\})(?:\/(?:[^/{}\s]+|\{\w+\}))*)?$/;

const httpApiEvent = z.union([
  z.string(),
  z.object({ method: z.string(), path: z.string() }).transform(({ method, path }) => `${method} ${path}`),
]);
const serviceFile = z.object({
  provider: z.object({
    timeout: z.number().positive().optional(),
    httpApi: z.object({ payload: z.literal("2.0") }),
  }),
  functions: z.record(
    z.string(),
    z.object({
      timeout: z.number().positive().optional(),
      events: z.array(z.union([z.object({ httpApi: httpApiEvent }), z.object({ schedule: z.unknown() })])),
    }),
  ),
});

/** What the framework takes where nothing is said. */
const frameworkTimeoutSeconds = 6;

/**
 * The routes that a service file deploys, in its order.
 * @param serverlessYaml path or URL of `serverless.yml`
 * @throws Error where the file has what this gateway does not emulate (greedy path variables, events of other gateways, payload 1.0):
 *   a route that it skipped would be a difference to AWS that nobody sees
 */
export async function readRoutes(serverlessYaml: string | URL): Promise<readonly Route[]> {
  const service = serviceFile.parse(parse(await readFile(serverlessYaml, "utf8")));
  const routes = Object.entries(service.functions).flatMap(([functionName, definition]) =>
    definition.events
      .filter((event) => "httpApi" in event)
      .map(({ httpApi }) => ({
        routeKey: toRouteKey(httpApi),
        functionName,
        timeoutMs: (definition.timeout ?? service.provider.timeout ?? frameworkTimeoutSeconds) * 1000,
      })),
  );
  refuseDuplicates(routes);
  return routes;
}

/** The framework's spelling to API Gateway's: `*` alone is the catch-all, `*` as a method is any. */
function toRouteKey(event: string): string {
  if (event === "*" || event === "* *") return "$default";
  const key = event.replace(/^\S+/, (method) => (method === "*" ? "ANY" : method.toUpperCase()));
  if (!routeKey.test(key)) throw new Error(`serverless.yml: the local gateway does not emulate the route ${event}`);
  return key;
}

/** API Gateway takes `/{a}` and `/{b}` for the same route, and refuses the second. */
function refuseDuplicates(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { routeKey: key } of routes) {
    const shape = key.replaceAll(/\{\w+\}/g, "{}");
    if (seen.has(shape)) throw new Error(`serverless.yml: the route ${key} is there twice`);
    seen.add(shape);
  }
}
