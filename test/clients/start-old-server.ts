import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";

/** A server that has no TLS of after 1.1 (RFC 8996). */
export interface OldServer {
  readonly url: string;
  /** How many connections came. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** @param certificate in PEM */
export async function startOldServer(certificate: {
  readonly certificate: string;
  readonly privateKey: string;
}): Promise<OldServer> {
  const server = createServer({
    cert: certificate.certificate,
    key: certificate.privateKey,
    minVersion: "TLSv1.1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0", // without which OpenSSL itself refuses so old a version
  });
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
