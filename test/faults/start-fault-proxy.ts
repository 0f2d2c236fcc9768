import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Interference } from "./faults.ts";

/** What stands between the service and what it depends on. */
export interface FaultProxy {
  readonly port: number;
  /** Asked for each request; undefined lets it through. */
  interfere: (incoming: IncomingMessage) => Interference | undefined;
  readonly dropConnections: () => void;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((incoming, outgoing) => {
    const interference = proxy.interfere(incoming);
    if (interference === undefined) forward(target, incoming, outgoing);
    else if (interference.kind === "delay") setTimeout(forward, interference.ms, target, incoming, outgoing);
    else disturb(interference, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: FaultProxy = {
    port: (server.address() as AddressInfo).port,
    interfere: () => undefined,
    dropConnections: () => server.closeAllConnections(),
  };
  return proxy;
}

function disturb(interference: Interference, incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume();
  outgoing.setHeader("date", new Date().toUTCString()); // Node's own is not of the clock that is moved, and SDKs set theirs by it
  if (interference.kind === "reset") incoming.socket.resetAndDestroy();
  if (interference.kind === "half") {
    outgoing.writeHead(200, { "content-type": "text/xml", "content-length": "5000" }).write("<AssumeRoleResponse>");
    setTimeout(() => incoming.socket.destroy(), 20);
  }
  if (interference.kind === "answer") {
    outgoing.writeHead(interference.status, { "content-type": interference.type }).end(interference.body);
  }
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = "GET", url = "/", headers } = incoming;
  const onward = request(new URL(url, target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}
