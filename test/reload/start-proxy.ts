import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands between the service and a store, so that the store can be taken away and given back. */
export interface StoreProxy {
  readonly url: string;
  /** `down` cuts every connection, `hung` never answers, `failing` answers with 503. */
  state: "up" | "down" | "hung" | "failing";
  readonly close: () => Promise<void>;
}

export async function startProxy(target: string): Promise<StoreProxy> {
  const server = createServer((incoming, outgoing) => {
    if (proxy.state === "down") {
      incoming.socket.destroy();
    } else if (proxy.state === "failing") {
      incoming.resume();
      outgoing.writeHead(503).end();
    } else if (proxy.state === "up") {
      const { method, url, headers } = incoming;
      const forwarded = request(`${target}${url}`, { method: method ?? "GET", headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on("error", () => outgoing.destroy());
      incoming.pipe(forwarded);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: StoreProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state: "up",
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
