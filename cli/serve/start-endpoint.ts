import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
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
/** Longer than any answer takes. */
const connectionLifeMs = 30_000;

/**
 * Listens on 127.0.0.1. Who is refused loses the connection with it, and no connection lasts: every user of the machine can make some, and whoever
 * held them all would keep out who has the token.
 * @param port 0 takes a free one
 * @param lifeMs a connection that is as old ends with its next answer; one twice as old, at once
 * @throws CliError where the port is not to be had
 */
export async function startEndpoint(port: number, answer: Answerer, lifeMs = connectionLifeMs): Promise<Endpoint> {
  const oldSockets = new WeakSet<Socket>();
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
      const asked = refuseStranger(request.headers, bound.port) ?? answer(request);
      const reply = (given: Reply) => send(response, given, given.status !== 200 || oldSockets.has(request.socket));
      Promise.resolve(asked).then(reply, () => reply(problemReply(500, "Internal", "The endpoint failed")));
    },
  );
  server.on("connection", (socket) => {
    const ageing = setTimeout(() => oldSockets.add(socket), lifeMs);
    const ending = setTimeout(() => socket.destroy(), 2 * lifeMs);
    socket.once("close", () => {
      clearTimeout(ageing);
      clearTimeout(ending);
    });
  });
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

function send(response: ServerResponse, { status, headers, body }: Reply, isLast: boolean): void {
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(isLast && { connection: "close" }),
  });
  response.end(body);
}
