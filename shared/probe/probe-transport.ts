import type { Transport } from "../../clients/node/settings.ts";

/** As a caller on the internet: by no proxy, and with Node's own authorities. */
export const probeTransport: Transport = {
  caBundle: undefined,
  connectTimeoutMs: 2_000,
  readTimeoutMs: 5_000,
  env: {},
};
