import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** An address that a token names and that nobody may ever call. Counts connections, whatever is spoken on them. */
export interface Trap {
  readonly url: string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export async function startTrap(): Promise<Trap> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined).end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
