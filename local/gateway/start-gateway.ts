import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { buildEvent } from "./build-event.ts";
import { compileRoutes, type RouteTable } from "./compile-routes.ts";
import { failureAnswer, type GatewayAnswer } from "./gateway-answer.ts";
import type { GatewayApi } from "./gateway-api.ts";
import { FunctionTimeout, invokeFunction, type LambdaHandler } from "./invoke-function.ts";
import { readBody } from "./read-body.ts";
import { readLambdaResult } from "./read-lambda-result.ts";
import type { PayloadVersion, Route } from "./route.ts";
import { readWireRequest, type WireRequest } from "./wire-request.ts";

export interface GatewayOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  /** Loads the code of a function, once; called again after it failed, as Lambda starts a function anew. */
  readonly loadHandler: (functionName: string) => Promise<LambdaHandler>;
  /** `2.0` (HTTP API) where it is not given; `1.0` is a REST API. */
  readonly payloadVersion?: PayloadVersion;
  /** A named stage becomes the first segment of every URL. Without: an HTTP API's `$default`, a REST API's custom domain. */
  readonly stage?: string;
  /** For a REST API: makes it a private one, reached through this endpoint. */
  readonly vpcEndpointId?: string;
  /** A custom domain with mutual TLS: who has no certificate of the trust store gets no connection. */
  readonly mutualTls?: MutualTls;
  /** How long the gateway waits for a function: 30 s (HTTP API) or 29 s (REST API) where it is not given. */
  readonly integrationTimeoutMs?: number;
  /** Gets what API Gateway would leave in the function's log; standard error where it is not given. The caller learns nothing of it. */
  readonly onFunctionError?: (error: unknown) => void;
}

/** All of it PEM. */
interface MutualTls {
  readonly certificate: string;
  readonly privateKey: string;
  /** The trust store. */
  readonly clientAuthority: string;
}

export interface Gateway {
  /** With the stage, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Cuts off what is under way. */
  close(): Promise<void>;
}

/** "Total combined size of request line and header values": https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const headerLimitBytes = 10_240;
const payloadLimitBytes = 10 * 1024 * 1024;
/** Above this Node gives up before there is a request to answer. */
const parserLimitBytes = 64 * 1024;
const integrationTimeoutMs: Record<PayloadVersion, number> = { "1.0": 29_000, "2.0": 30_000 };

/**
 * Starts API Gateway's stand-in on 127.0.0.1: it turns HTTP requests into the events that API Gateway would send, and
 * handlers' results into what API Gateway would answer.
 * @throws Error where the port is taken
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const version = options.payloadVersion ?? "2.0";
  const server = openServer(options.mutualTls);
  // Node drops what is beyond 2,000 headers, and a second Authorization must not vanish there.
  server.maxHeadersCount = 0;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuseUnparsed(error, socket, version));
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");

  const { port } = server.address() as AddressInfo;
  const api = describeApi(options, port, version);
  const routes = compileRoutes(options.routes);
  const running: Running = { api, options, version, routes, load: loadOnce(options.loadHandler) };
  server.on("request", (message, response) => void serve(running, message, response));
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `${api.scheme}://127.0.0.1:${port}${api.stagePath}`, port, close };
}

function openServer(mutualTls: MutualTls | undefined): Server {
  const limits = { maxHeaderSize: parserLimitBytes };
  if (mutualTls === undefined) return createServer(limits);
  const { certificate: cert, privateKey: key, clientAuthority: ca } = mutualTls;
  return createTlsServer({ ...limits, cert, key, ca, requestCert: true, rejectUnauthorized: true });
}

interface Running {
  readonly api: GatewayApi;
  readonly options: GatewayOptions;
  readonly version: PayloadVersion;
  readonly routes: RouteTable;
  readonly load: GatewayOptions["loadHandler"];
}

async function serve(running: Running, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const failed = (error: unknown) => {
    (running.options.onFunctionError ?? console.error)(error);
    return failureAnswer("functionFailed", running.version);
  };
  const reply = await answer(running, message).catch(failed);
  try {
    writeReply(response, reply);
  } catch (error) {
    writeReply(response, failed(error));
  }
  // What nobody read of a body would be taken for the next request.
  message.resume();
}

/** @throws Error where the function failed or its result is malformed; FunctionTimeout */
async function answer(
  { api, options, version, routes, load }: Running,
  message: IncomingMessage,
): Promise<GatewayAnswer> {
  const head = readWireRequest(message);
  if (head === undefined) return failureAnswer("badRequest", version);
  if (headerBytes(head) > headerLimitBytes) return failureAnswer("headersTooLarge", version);
  const body = await readBody(message, payloadLimitBytes);
  if (body === "too large") return failureAnswer("payloadTooLarge", version);
  if (body === "cut off") return failureAnswer("badRequest", version);
  const built = buildEvent(api, routes, version, { ...head, body });
  if ("failure" in built) return failureAnswer(built.failure, version);

  const { functionName, timeoutMs } = built.route;
  const gatewayTimeoutMs = options.integrationTimeoutMs ?? integrationTimeoutMs[version];
  const call = { functionName, timeoutMs: Math.min(timeoutMs, gatewayTimeoutMs) };
  try {
    const result = await invokeFunction(await load(functionName), built.event, call);
    const { status, headers, body: resultBody } = readLambdaResult(result, version);
    const idHeader = version === "2.0" ? "apigw-requestid" : "x-amzn-RequestId";
    return { status, headers: [...headers, [idHeader, built.requestId]], body: resultBody };
  } catch (error) {
    // Lambda's own time-out is an error of the function; only the gateway's is one of time.
    if (error instanceof FunctionTimeout && timeoutMs > gatewayTimeoutMs) return failureAnswer("timedOut", version);
    throw error;
  }
}

function describeApi(options: GatewayOptions, port: number, version: PayloadVersion): GatewayApi {
  return {
    stage: options.stage ?? (version === "2.0" ? "$default" : "local"),
    stagePath: options.stage === undefined ? "" : `/${options.stage}`,
    domainName: `127.0.0.1:${port}`,
    port,
    scheme: options.mutualTls === undefined ? "http" : "https",
    vpcEndpointId: options.vpcEndpointId,
  };
}

function headerBytes({ method, path, query, protocol, headers }: Omit<WireRequest, "body">): number {
  const requestLine = `${method} ${path}${query && `?${query}`} ${protocol}`;
  return headers.reduce((bytes, [, value]) => bytes + value.length, requestLine.length);
}

/** @throws TypeError before anything is sent, where a header holds what no header may hold */
function writeReply(response: ServerResponse, { status, headers, body }: GatewayAnswer): void {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, [
    ...headers.flat(),
    ...(bodiless ? [] : ["content-length", String(Buffer.byteLength(body))]),
  ]);
  response.end(bodiless ? undefined : body);
}

/** For bytes that never became a request. */
function refuseUnparsed(error: NodeJS.ErrnoException, socket: Socket, version: PayloadVersion): void {
  if (error.code === "ECONNRESET" || !socket.writable) return;
  const failure = error.code === "HPE_HEADER_OVERFLOW" ? "headersTooLarge" : "badRequest";
  const { status, body } = failureAnswer(failure, version);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
  socket.end(head + body);
}

function loadOnce(loadHandler: GatewayOptions["loadHandler"]): GatewayOptions["loadHandler"] {
  const loaded = new Map<string, Promise<LambdaHandler>>();
  return (functionName) => {
    const before = loaded.get(functionName);
    if (before !== undefined) return before;
    const loading = loadHandler(functionName);
    loaded.set(functionName, loading);
    loading.catch(() => loaded.delete(functionName));
    return loading;
  };
}
