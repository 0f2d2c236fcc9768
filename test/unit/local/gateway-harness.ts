import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, Context } from "aws-lambda";
import { onTestFinished } from "vitest";
import { readRoutes } from "../../../local/gateway/read-routes.ts";
import { type Gateway, type GatewayOptions, startGateway } from "../../../local/gateway/start-gateway.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Sends bytes as they are, on a connection of their own, and reads until the other side closes. */
export async function sendRaw(port: number, bytes: string | Buffer, localAddress?: string): Promise<RawAnswer> {
  const socket = connect({ host: "127.0.0.1", port, ...(localAddress !== undefined && { localAddress }) });
  socket.write(bytes);
  const answer = (await buffer(socket)).toString("utf8");
  const end = answer.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = answer.slice(0, end).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine.split(" ")[1]), headers, body: answer.slice(end + 4) };
}

/** A request with the given lines after Host; the connection is closed after the answer. */
export function requestText(requestLine: string, lines: readonly string[] = [], body = ""): string {
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${requestLine} HTTP/1.1`, "Host: vend.example", ...lines, ...length, "Connection: close", "", body].join(
    "\r\n",
  );
}

interface Recorded<E> {
  readonly functionName: string;
  readonly event: E;
  readonly context: Context;
}

interface Recording<E> {
  readonly gateway: Gateway;
  readonly calls: readonly Recorded<E>[];
  /** Sends a request and gives back the one event that it became. */
  readonly eventOf: (bytes: string, localAddress?: string) => Promise<E>;
}

/** A gateway over the real routes, whose functions only note how they were called. */
export async function startRecording(
  options: Partial<GatewayOptions> & { readonly payloadVersion: "1.0" },
): Promise<Recording<APIGatewayProxyEvent>>;
export async function startRecording(options?: Partial<GatewayOptions>): Promise<Recording<APIGatewayProxyEventV2>>;
export async function startRecording(options: Partial<GatewayOptions> = {}): Promise<Recording<unknown>> {
  const calls: Recorded<unknown>[] = [];
  const gateway = await startGateway({
    port: 0,
    routes: await readRoutes("serverless.yml"),
    loadHandler: async (functionName) => async (event: unknown, context: Context) => {
      calls.push({ functionName, event, context });
      return { statusCode: 200, body: "noted" };
    },
    ...options,
  });
  onTestFinished(() => gateway.close());
  const eventOf = async (bytes: string, localAddress?: string) => {
    const before = calls.length;
    await sendRaw(gateway.port, bytes, localAddress);
    const [call, ...more] = calls.slice(before);
    if (call === undefined || more.length > 0) throw new Error(`${calls.length - before} calls instead of one`);
    return call.event;
  };
  return { gateway, calls, eventOf };
}
