import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A forward proxy of a company's network: it records what is asked of it, and whatever the host, leads to one port. */
export interface ConnectProxy {
  readonly port: number;
  readonly seen: readonly {
    /** `CONNECT host:port`, or the request line's URL of a request that is not tunnelled. */
    readonly asked: string;
    readonly authorization: string | undefined;
  }[];
  readonly close: () => Promise<void>;
}

/** @param leadsTo a port on loopback, to which all tunnels lead; or what it refuses them with */
export async function startConnectProxy(leadsTo: number | { readonly status: number }): Promise<ConnectProxy> {
  const seen: ConnectProxy["seen"][number][] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push({ asked: incoming.url ?? "", authorization: incoming.headers["proxy-authorization"] });
    outgoing.writeHead(502).end();
  });
  server.on("connect", (incoming, socket, head) => {
    seen.push({ asked: `CONNECT ${incoming.url}`, authorization: incoming.headers["proxy-authorization"] });
    if (typeof leadsTo !== "number") {
      socket.end(`HTTP/1.1 ${leadsTo.status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(leadsTo, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) {
      end
        .on("error", () => undefined)
        .on("close", () => {
          onward.destroy();
          socket.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
