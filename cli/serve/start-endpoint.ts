import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CliError } from "../cli-error.ts";
import { problemReply } from "./problem-reply.ts";
import { refuseStranger } from "./refuse-stranger.ts";
import type { Reply } from "./reply.ts";

/** Answers a request that is meant for this endpoint. */
export type Answerer = (request: IncomingMessage) => Promise<Reply>;

/** An endpoint that runs. */
export interface Endpoint {
  readonly port: number;
  readonly url: string;
  readonly close: () => void;
}

/** No other: whoever reached the endpoint from another machine would have all but the token. */
const host = "127.0.0.1";
const slowestRequestMs = 5_000;

/**
 * Listens on 127.0.0.1.
 * @param port 0 takes a free one
 * @throws CliError where the port is not to be had
 */
export async function startEndpoint(port: number, answer: Answerer): Promise<Endpoint> {
  const server = createServer(
    {
      requestTimeout: slowestRequestMs,
      headersTimeout: slowestRequestMs,
      keepAliveTimeout: slowestRequestMs,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      // Nothing here has a body.
      request.resume();
      const reply = refuseStranger(request.headers, bound.port) ?? answer(request);
      Promise.resolve(reply).then(
        (given) => send(response, given),
        () => send(response, problemReply(500, "Internal", "The endpoint failed")),
      );
    },
  );
  server.maxConnections = 256;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CliError(`port ${port} cannot be used: ${(error as NodeJS.ErrnoException).code}`, {}, error);
  }
  const bound = server.address() as AddressInfo;
  return {
    port: bound.port,
    url: `http://${host}:${bound.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
