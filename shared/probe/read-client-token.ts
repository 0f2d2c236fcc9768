import { clientCredentials } from "../../clients/node/client-credentials.ts";
import { parseUrl } from "../../clients/node/parse-url.ts";
import { probeTransport } from "./probe-transport.ts";

/** How the probe proves to an identity provider who it is. */
export interface ProbeClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | undefined;
  readonly audience: string | undefined;
}

/**
 * A new token by client credentials, as the client for Node gets its own.
 * @throws Failure with why there is none
 */
export async function readClientToken(client: ProbeClient, budgetMs: number): Promise<string> {
  const tokenUrl = parseUrl(client.tokenUrl, "PROBE_TOKEN_URL");
  return await clientCredentials({ ...client, tokenUrl }, probeTransport).read(budgetMs);
}
