import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";

export interface HttpHandlerOptions {
  /** Until the connection stands. */
  readonly connectionTimeoutMs: number;
  /** Until one attempt is answered. */
  readonly attemptTimeoutMs: number;
  /** Whether a connection is kept for the next call. */
  readonly keepsAlive: boolean;
}

/** How clients of AWS speak HTTP: each attempt bounded, for by itself the SDK waits for as long as it takes. */
export function createHttpHandler(options: HttpHandlerOptions): NodeHttpHandler {
  const { connectionTimeoutMs, attemptTimeoutMs, keepsAlive } = options;
  return new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: attemptTimeoutMs,
    // Without it, the SDK only warns.
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent({ keepAlive: keepsAlive }),
    httpsAgent: new HttpsAgent({ keepAlive: keepsAlive }),
  });
}
