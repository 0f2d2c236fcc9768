import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { type LocalCaller, localCallers } from "./callers.ts";
import { configureProvider } from "./configure-provider.ts";
import { requestToken } from "./request-token.ts";

export interface IdentityProviderOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The `iss` of the tokens; the provider's own URL where it is not given. */
  readonly issuer?: string;
  /** The `aud` of the tokens: an absolute URI. */
  readonly audience: string;
  /** The ready-made ones where they are not given. */
  readonly callers?: readonly LocalCaller[];
}

export interface IdentityProvider {
  readonly url: string;
  readonly issuer: string;
  readonly port: number;
  /** Who may ask for a token, and with which secret: new ones at every start. */
  readonly clients: readonly (LocalCaller & { readonly clientSecret: string })[];
  /**
   * An access token, got over HTTP like any caller's; it lives for an hour.
   * @throws Error for a client that is not in `clients`
   */
  readonly issueToken: (clientId: string) => Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts an OIDC provider on 127.0.0.1: discovery, `/jwks`, and `/token` for client credentials. Keys and secrets are made anew,
 * so that nothing in the sources is worth having.
 * @throws Error where the port is taken
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const callers = options.callers ?? localCallers;
  const clients = callers.map((caller) => ({ ...caller, clientSecret: randomBytes(24).toString("base64url") }));
  const secrets = new Map(clients.map(({ clientId, clientSecret }) => [clientId, clientSecret]));
  const configuration = await configureProvider(callers, secrets, options.audience);

  // The issuer holds the port, which may only be known once it is taken.
  const server = createServer();
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const issuer = options.issuer ?? url;
  server.on("request", new Provider(issuer, configuration).callback());

  const issueToken = async (clientId: string) => {
    const clientSecret = secrets.get(clientId);
    if (clientSecret === undefined) throw new Error(`the identity provider has no client ${clientId}`);
    return requestToken(`${url}/token`, clientId, clientSecret);
  };
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url, issuer, port, clients, issueToken, close };
}
