import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What Lambda hands to a runtime. */
interface HandedInvocation {
  readonly requestId: string;
  /** Milliseconds since the epoch, by the clock of the function. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
  readonly event: unknown;
}

/** What a runtime says. It waits until it is acknowledged or, having asked for an invocation, handed one. */
export type RuntimeCall =
  | { readonly kind: "next"; readonly hand: (invocation: HandedInvocation) => void }
  | {
      readonly kind: "response" | "error";
      readonly requestId: string;
      readonly body: string;
      readonly acknowledge: () => void;
    }
  | { readonly kind: "initError"; readonly body: string; readonly acknowledge: () => void };

/** Lambda's side of the Runtime API, for one execution environment. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** The next call, in their order. */
  readonly take: () => Promise<RuntimeCall>;
  readonly close: () => void;
}

const [prefix, reply] = ["/2018-06-01/runtime/", /^invocation\/([^/]+)\/(response|error)$/] as const;

/**
 * Starts the API that a runtime client of Lambda asks, on loopback.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const untaken: RuntimeCall[] = [];
  let waiting: ((call: RuntimeCall) => void) | undefined;
  const tell = (call: RuntimeCall) => {
    if (waiting === undefined) untaken.push(call);
    else waiting(call);
    waiting = undefined;
  };
  const server = createServer(async (request, response) => {
    const call = await readCall(request, response);
    if (call === undefined) response.writeHead(404).end(JSON.stringify({ errorType: "NotFound" }));
    else tell(call);
  });
  // A frozen function sends nothing for as long as it is frozen.
  Object.assign(server, { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const call = untaken.shift();
      if (call !== undefined) return Promise.resolve(call);
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function readCall(request: IncomingMessage, response: ServerResponse): Promise<RuntimeCall | undefined> {
  const path = request.url?.startsWith(prefix) ? request.url.slice(prefix.length) : "";
  if (request.method === "GET" && path === "invocation/next")
    return { kind: "next", hand: (invocation) => hand(response, invocation) };
  if (request.method !== "POST") return undefined;
  const body = await text(request);
  const acknowledge = () => {
    response.writeHead(202, { "content-type": "application/json" }).end(JSON.stringify({ status: "OK" }));
  };
  if (path === "init/error") return { kind: "initError", body, acknowledge };
  const [, requestId, kind] = reply.exec(path) ?? [];
  if (requestId === undefined) return undefined;
  return {
    kind: kind === "response" ? "response" : "error",
    requestId: decodeURIComponent(requestId),
    body,
    acknowledge,
  };
}

function hand(
  response: ServerResponse,
  { requestId, deadlineMs, functionArn, traceId, event }: HandedInvocation,
): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": requestId,
    "lambda-runtime-deadline-ms": String(deadlineMs),
    "lambda-runtime-invoked-function-arn": functionArn,
    "lambda-runtime-trace-id": traceId,
  });
  response.end(JSON.stringify(event));
}
