import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Interference } from "./faults.ts";

/** One request as it came. */
interface SeenRequest {
  readonly method: string;
  /** Path and query, as on the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** By `performance.now()`. */
  readonly atMs: number;
  /** Whole once it has been read. */
  body: string;
}

/** What stands between somebody and what they depend on. */
export interface FaultProxy {
  readonly port: number;
  readonly url: string;
  /** All requests, interfered with or not. */
  readonly seen: readonly SeenRequest[];
  /** Asked for each request; undefined lets it through. */
  interfere: (incoming: IncomingMessage) => Interference | undefined;
  readonly dropConnections: () => void;
  /** Refuses connections from now on, and cuts those that there are. */
  readonly goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly comeUp: () => Promise<void>;
}

/** @param certificate what to speak TLS with, in PEM; plain HTTP where it is not given */
export async function startFaultProxy(
  target: string,
  certificate?: { readonly certificate: string; readonly privateKey: string },
): Promise<FaultProxy> {
  const seen: SeenRequest[] = [];
  const connections = new Map<number, Socket>();
  const answer: RequestListener = (incoming, outgoing) => {
    seen.push(record(incoming));
    const interference = proxy.interfere(incoming);
    if (interference?.kind === "delay") setTimeout(forward, interference.ms, target, incoming, outgoing);
    else if (interference === undefined || interference.kind === "cut" || interference.kind === "rewrite")
      forward(target, incoming, outgoing, interference);
    else disturb(interference, incoming, outgoing, connections.get(incoming.socket.remotePort ?? 0));
  };
  const server =
    certificate === undefined
      ? createServer(answer)
      : createTlsServer({ cert: certificate.certificate, key: certificate.privateKey }, answer);
  server.on("connection", (connection: Socket) => connections.set(connection.remotePort ?? 0, connection));
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const proxy: FaultProxy = {
    port,
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    seen,
    interfere: () => undefined,
    dropConnections: () => server.closeAllConnections(),
    goDown: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    comeUp: () => listen(port),
  };
  return proxy;
}

/** Reads none of it before somebody else does: a request may have to wait. */
function record(incoming: IncomingMessage): SeenRequest {
  const { method = "", url = "", headers } = incoming;
  const seen: SeenRequest = { method, url, headers, atMs: performance.now(), body: "" };
  incoming.once("resume", () => {
    incoming.on("data", (chunk: Buffer) => {
      seen.body += chunk.toString("utf8");
    });
  });
  return seen;
}

/** @param connection below TLS, of which a TLS socket cannot be reset */
function disturb(
  interference: Interference,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  connection: Socket | undefined,
): void {
  incoming.resume();
  outgoing.setHeader("date", new Date().toUTCString()); // Node's own is not of the clock that is moved, and SDKs set theirs by it
  if (interference.kind === "reset") connection?.resetAndDestroy();
  if (interference.kind === "half") {
    outgoing.writeHead(200, { "content-type": "text/xml", "content-length": "5000" }).write("<AssumeRoleResponse>");
    setTimeout(() => incoming.socket.destroy(), 20);
  }
  if (interference.kind === "answer") {
    const { status, type, headers, body } = interference;
    // Not before the request is whole: a client may send its body apart from its head, and be gone once it has its answer.
    incoming.once("end", () => outgoing.writeHead(status, { ...headers, "content-type": type }).end(body));
  }
}

/** @param change what becomes of the body on its way back */
function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  change?: Extract<Interference, { readonly kind: "cut" | "rewrite" }>,
): void {
  const { method = "GET", url = "/", headers } = incoming;
  const onward = request(new URL(url, target), { method, headers }, async (answer) => {
    if (change === undefined) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    const whole = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>));
    const body = change.kind === "rewrite" ? Buffer.from(change.rewrite(whole.toString("utf8"))) : whole;
    outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, "content-length": String(body.length) });
    if (change.kind === "rewrite") outgoing.end(body);
    else outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}
