import { buildEvent } from "../../../local/gateway/build-event.ts";
import { buildHttpApiEvent } from "../../../local/gateway/build-http-api-event.ts";
import { compileRoutes } from "../../../local/gateway/compile-routes.ts";
import { failureAnswer } from "../../../local/gateway/gateway-answer.ts";
import type { GatewayApi } from "../../../local/gateway/gateway-api.ts";
import { readLambdaResult } from "../../../local/gateway/read-lambda-result.ts";
import type { Route } from "../../../local/gateway/route.ts";
import type { WireRequest } from "../../../local/gateway/wire-request.ts";
import type { DeployedService } from "./deployed-service.ts";
import type { InitFailure, Invocation } from "./start-environment.ts";

/**
 * Who calls a function: the HTTP API of the template (payload 2.0) and its private API (1.0), of which one function serves all; and what
 * the template has none of, a REST API with the routes of the HTTP API (1.0), and a function URL (2.0).
 */
export type GatewayKind = "HTTP API" | "private API" | "REST API" | "function URL";

export interface SentRequest {
  readonly method?: string;
  /** Without a query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query?: string;
  readonly token?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** What the caller sees, and what became of the function. */
export interface GatewayAnswer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The gateway's own id, which is in the audit record. */
  readonly requestId: string;
  readonly invocation: Invocation | InitFailure;
}

/** Runs a function with an event. */
export type InvokeByName = (functionName: string, event: object) => Promise<Invocation | InitFailure>;

/**
 * Sends a request as a gateway does: its event goes to the function of its route, whose result comes back as HTTP.
 * @param urlOf the function that a function URL belongs to, for such a one
 */
export async function askGateway(
  kind: GatewayKind,
  { method = "GET", path, query = "", token, headers = [], body = "" }: SentRequest,
  {
    apis,
    invoke,
    nowMs,
    urlOf = "vend-credentials",
  }: {
    readonly apis: Pick<DeployedService, "routes" | "privateRoutes">;
    readonly invoke: InvokeByName;
    readonly nowMs: number;
    readonly urlOf?: string;
  },
): Promise<GatewayAnswer> {
  const api = gateways[kind];
  const version = kind === "private API" || kind === "REST API" ? "1.0" : "2.0";
  const request: WireRequest = {
    method,
    path,
    query,
    protocol: "HTTP/1.1",
    headers: [
      ["Host", api.domainName],
      ["User-Agent", "curl/8"],
      ...(token === undefined ? [] : [["Authorization", `Bearer ${token}`] as const]),
      ...headers,
    ],
    body: Buffer.from(body),
    sourceAddress: "192.0.2.7",
    clientCertificate: undefined,
    receivedAtMs: nowMs,
  };
  const built =
    kind === "function URL"
      ? urlEvent(api, request, urlOf)
      : buildEvent(api, compileRoutes(kind === "private API" ? apis.privateRoutes : apis.routes), version, request);
  if ("failure" in built) throw new Error(`the gateway itself refuses ${method} ${path}: ${built.failure}`);
  const invocation = await invoke(built.route.functionName, built.event);
  const answer =
    "kind" in invocation && invocation.kind === "answered"
      ? readLambdaResult(invocation.result, version)
      : failureAnswer("functionFailed", version);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])),
    text: String(answer.body),
    requestId: built.requestId,
    invocation,
  };
}

const ofRestApis: Pick<GatewayApi, "stage" | "stagePath" | "port" | "scheme"> = {
  stage: "dev",
  stagePath: "",
  port: 443,
  scheme: "https",
};
const gateways: Readonly<Record<GatewayKind, GatewayApi>> = {
  "HTTP API": {
    stage: "$default",
    stagePath: "",
    domainName: "vend.execute-api.eu-central-1.amazonaws.com",
    port: 443,
    scheme: "https",
    vpcEndpointId: undefined,
  },
  "private API": { ...ofRestApis, domainName: "vend.corp.example", vpcEndpointId: "vpce-0a1b2c3d" },
  "REST API": { ...ofRestApis, domainName: "vend.execute-api.eu-central-1.amazonaws.com", vpcEndpointId: undefined },
  "function URL": {
    stage: "$default",
    stagePath: "",
    domainName: "vend.lambda-url.eu-central-1.on.aws",
    port: 443,
    scheme: "https",
    vpcEndpointId: undefined,
  },
};

/** All paths are one function's, and no route has variables. */
function urlEvent(api: GatewayApi, request: WireRequest, functionName: string) {
  const route: Route = { routeKey: "$default", functionName, timeoutMs: 0 };
  const event = buildHttpApiEvent(api, request, { route, pathParameters: new Map() }, request.path);
  return { route, event, requestId: event.requestContext.requestId };
}
