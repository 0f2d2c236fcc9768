import type { GatewayEvent } from "../../shared/http/gateway-event.ts";
import type { Route } from "../../shared/http/match-route.ts";
import { ask } from "../exchange/events.ts";
import type { Exchange } from "../exchange/start-exchange.ts";

type FunctionName = Parameters<Exchange["send"]>[1];

/** What is asked for, whichever way a route takes it. */
export interface RouteAsk {
  /** The whole of `Authorization`, or of the STS call's token. */
  readonly token?: string;
  readonly grant: string;
  readonly account: string;
  readonly format?: string;
  readonly duration?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of what the ask would be. */
  readonly query?: string;
  readonly body?: string;
}

/** The function that `serverless.yml` gives a route to. */
export const functionOf: Readonly<Record<Route, NonNullable<FunctionName>>> = {
  "GET /": "vend-credentials",
  "POST /": "assume-role-with-web-identity",
  "GET /v1/credentials": "vend-credentials",
  "POST /v1/credentials": "vend-credentials",
  "GET /v1/credentials/{grant}": "vend-credentials",
  "GET /v1/credentials/{grant}/{account}": "vend-credentials",
  "GET /v1/grants": "list-grants",
  "GET /healthz": "health",
  "GET /readyz": "health",
  "GET /openapi.json": "openapi",
};

/** The same ask as a request of this route. A `GET` that names no grant leaves it out. */
export function askRoute(route: Route, asked: RouteAsk): GatewayEvent {
  if (route === "POST /") return askSts(asked);
  if (route === "POST /v1/credentials") return askInJson(asked);
  const path = route.slice("GET ".length).replace("{grant}", asked.grant).replace("{account}", asked.account);
  const { format, duration, body } = asked;
  const query = new URLSearchParams({ ...(format && { format }), ...(duration && { duration: String(duration) }) });
  const isForCredentials = functionOf[route] === "vend-credentials";
  return ask(path, undefined, {
    headers: headersOf(asked),
    query: asked.query ?? (isForCredentials ? query.toString() : ""),
    ...(body !== undefined && { body }),
  });
}

function askInJson(asked: RouteAsk): GatewayEvent {
  const { grant, format, duration } = asked;
  const body = { grant, ...(format && { format }), ...(duration && { durationSeconds: duration }) };
  return ask("/v1/credentials", undefined, {
    method: "POST",
    headers: { "content-type": "application/json", ...headersOf(asked) },
    query: asked.query ?? "",
    body: asked.body ?? JSON.stringify(body),
  });
}

function askSts({ token, grant, duration, headers, query, body }: RouteAsk): GatewayEvent {
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: `arn:aws:iam::000000000000:role/vend/${grant}`,
    ...(token && { WebIdentityToken: token }),
    ...(duration && { DurationSeconds: String(duration) }),
  });
  return ask("/", undefined, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    query: query ?? "",
    body: body ?? form.toString(),
  });
}

function headersOf({ token, headers }: RouteAsk): Readonly<Record<string, string>> {
  return { ...(token && { authorization: token }), ...headers };
}
