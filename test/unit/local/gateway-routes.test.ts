import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compileRoutes } from "../../../local/gateway/compile-routes.ts";
import { matchRoute } from "../../../local/gateway/match-route.ts";
import { readRoutes } from "../../../local/gateway/read-routes.ts";
import type { Route } from "../../../local/gateway/route.ts";
import { routes as servedRoutes } from "../../../shared/http/match-route.ts";

describe("readRoutes", () => {
  it("reads what serverless.yml deploys", async () => {
    const routes = await readRoutes("serverless.yml");
    expect(routes.map(({ routeKey, functionName }) => `${routeKey} -> ${functionName}`)).toEqual([
      "GET /v1/credentials/{grant} -> vend-credentials",
      "GET /v1/credentials/{grant}/{account} -> vend-credentials",
      "GET /v1/credentials -> vend-credentials",
      "POST /v1/credentials -> vend-credentials",
      "GET / -> vend-credentials",
      "POST / -> assume-role-with-web-identity",
      "GET /v1/grants -> list-grants",
      "GET /healthz -> health",
      "GET /readyz -> health",
      "GET /openapi.json -> openapi",
      "$default -> unmatched-route",
    ]);
    expect(new Set(routes.map(({ timeoutMs }) => timeoutMs))).toEqual(new Set([10_000]));
  });

  it("deploys a route for each that the service answers, so that only strays come to the catch-all", async () => {
    const deployed = (await readRoutes("serverless.yml")).map(({ routeKey }) => routeKey);
    expect(deployed.toSorted()).toEqual([...servedRoutes, "$default"].toSorted());
  });

  it("reads the long form, any-method routes and a function's own time-out", async () => {
    const routes = await readRoutes(
      await serviceFile(`
        a: { timeout: 3, events: [{ httpApi: { method: get, path: /a } }, { httpApi: { method: "*", path: /b } }] }
        b: { events: [{ httpApi: { method: "*", path: "*" } }] }`),
    );
    expect(routes).toEqual([
      { routeKey: "GET /a", functionName: "a", timeoutMs: 3_000 },
      { routeKey: "ANY /b", functionName: "a", timeoutMs: 3_000 },
      { routeKey: "$default", functionName: "b", timeoutMs: 6_000 },
    ]);
  });

  it.each([
    ["a greedy path variable", `a: { events: [{ httpApi: "GET /a/{rest+}" }] }`],
    ["a trailing slash, which API Gateway does not deploy", `a: { events: [{ httpApi: "GET /a/" }] }`],
    ["an unknown method", `a: { events: [{ httpApi: "FETCH /a" }] }`],
    ["another kind of event", `a: { events: [{ http: { method: get, path: /a } }] }`],
    ["the same route twice", `a: { events: [{ httpApi: "GET /{x}" }, { httpApi: "GET /{y}" }] }`],
    ["two catch-alls", `a: { events: [{ httpApi: "*" }, { httpApi: "*" }] }`],
  ])("refuses %s", async (_what, functions) => {
    await expect(readRoutes(await serviceFile(functions))).rejects.toThrow();
  });

  it("refuses payload 1.0, whose events would be built wrongly", async () => {
    const file = await serviceFile(`a: { events: [{ httpApi: "GET /a" }] }`, "1.0");
    await expect(readRoutes(file)).rejects.toThrow(/payload/);
  });
});

describe("matchRoute", () => {
  const routes = [
    "ANY /pets/{id}",
    "GET /pets/{id}",
    "GET /pets/dog",
    "GET /pets/{id}/{toy}",
    "GET /pets/dog/{toy}",
    "$default",
  ].map((routeKey): Route => ({ routeKey, functionName: "f", timeoutMs: 1 }));
  const chosen = (method: string, path: string) => {
    const match = matchRoute(compileRoutes(routes), method, path);
    return match && [match.route.routeKey, Object.fromEntries(match.pathParameters)];
  };

  it.each([
    ["GET", "/pets/dog", "GET /pets/dog", {}],
    ["GET", "/pets/cat", "GET /pets/{id}", { id: "cat" }],
    ["POST", "/pets/dog", "ANY /pets/{id}", { id: "dog" }],
    ["GET", "/pets/dog/ball", "GET /pets/dog/{toy}", { toy: "ball" }],
    ["GET", "/pets/cat/ball", "GET /pets/{id}/{toy}", { id: "cat", toy: "ball" }],
    ["POST", "/pets/cat/ball", "$default", {}],
    ["GET", "/pets", "$default", {}],
    ["GET", "/pets/", "$default", {}],
    ["GET", "/pets/dog/", "$default", {}],
    ["GET", "//pets/dog", "$default", {}],
    ["GET", "/Pets/dog", "$default", {}],
    ["GET", "/", "$default", {}],
  ])("%s %s goes to %s", (method, path, routeKey, parameters) => {
    expect(chosen(method, path)).toEqual([routeKey, parameters]);
  });

  it("does not depend on the order of the routes", () => {
    expect(matchRoute(compileRoutes(routes.toReversed()), "GET", "/pets/dog")?.route.routeKey).toBe("GET /pets/dog");
  });

  it("finds nothing without a catch-all", () => {
    expect(matchRoute(compileRoutes(routes.slice(0, -1)), "GET", "/")).toBeUndefined();
  });
});

async function serviceFile(functions: string, payload = "2.0"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-routes-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "serverless.yml");
  await writeFile(
    file,
    `provider: { httpApi: { payload: "${payload}" } }\nfunctions:\n${functions
      .trim()
      .split("\n")
      .map((line) => `  ${line.trim()}`)
      .join("\n")}\n`,
  );
  return file;
}
