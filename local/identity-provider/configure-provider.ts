import { webcrypto } from "node:crypto";
import { type Adapter, type Configuration, errors, type JWK } from "oidc-provider";
import type { LocalCaller } from "./callers.ts";

const tokenLifetimeSeconds = 3600;

/**
 * An authorization server for machines: client credentials in, ES256 `at+jwt` access tokens out (RFC 9068).
 * What the library would print as advice for real deployments is answered here, so that it prints nothing.
 * @param audience an absolute URI (RFC 8707 section 2)
 */
export async function configureProvider(
  callers: readonly LocalCaller[],
  clientSecrets: ReadonlyMap<string, string>,
  audience: string,
): Promise<Configuration> {
  const claims = new Map(callers.map((caller) => [caller.clientId, caller.claims]));
  return {
    adapter: Stateless,
    clients: callers.map(({ clientId, bindsTokens = false }) => ({
      client_id: clientId,
      client_secret: clientSecrets.get(clientId) ?? "",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      dpop_bound_access_tokens: bindsTokens,
    })),
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    clientBasedCORS: () => false,
    extraTokenClaims: (_context, token) => ({ ...claims.get(token.clientId ?? "") }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          return {
            scope: "",
            audience,
            accessTokenFormat: "jwt",
            accessTokenTTL: tokenLifetimeSeconds,
            jwt: { sign: { alg: "ES256" } },
          };
        },
      },
    },
    jwks: { keys: [await newSigningKey()] },
    ttl: { ClientCredentials: tokenLifetimeSeconds },
  };
}

/** By WebCrypto: exporting an RSA KeyObject as a JWK was seen to hang on Node 20. */
async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  const { kty, crv, x, y, d } = await webcrypto.subtle.exportKey("jwk", privateKey);
  return { kty, crv, x, y, d, alg: "ES256", use: "sig", kid: webcrypto.randomUUID() } as JWK;
}

/** JWT access tokens need no store, and nothing else is ever issued. */
class Stateless implements Adapter {
  async upsert(): Promise<undefined> {}
  async find(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async findByUid(): Promise<undefined> {}
  async consume(): Promise<undefined> {}
  async destroy(): Promise<undefined> {}
  async revokeByGrantId(): Promise<undefined> {}
}
