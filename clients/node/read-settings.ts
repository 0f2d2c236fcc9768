import { clientCredentials } from "./client-credentials.ts";
import { Failure } from "./failure.ts";
import { fileToken } from "./file-token.ts";
import { givenToken } from "./given-token.ts";
import { parseUrl } from "./parse-url.ts";
import type { Environment, Settings, Transport } from "./settings.ts";
import type { TokenSource } from "./token-source.ts";
import type { VendOptions } from "./vend-options.ts";

/**
 * What was set: by options, else by the environment.
 * @throws Failure that names the setting
 */
export function readSettings(options: VendOptions, env: Environment): Settings {
  const address = options.url ?? setIn(env, "VEND_URL");
  if (address === undefined) {
    throw new Failure("the service's URL is not set; set VEND_URL");
  }
  const url = parseUrl(address, "VEND_URL");
  if (address.includes("?")) {
    throw new Failure("VEND_URL may have no query");
  }
  const transport: Transport = {
    caBundle: options.caBundle ?? setIn(env, "VEND_CA_BUNDLE"),
    connectTimeoutMs: 1000 * (options.connectTimeoutSeconds ?? numberIn(env, "VEND_CONNECT_TIMEOUT_SECONDS") ?? 2),
    readTimeoutMs: 1000 * (options.readTimeoutSeconds ?? numberIn(env, "VEND_READ_TIMEOUT_SECONDS") ?? 5),
    env,
  };
  const aheadSeconds = options.refreshAheadSeconds ?? numberIn(env, "VEND_REFRESH_AHEAD_SECONDS");
  return {
    url,
    grant: checkGrant(options.grant ?? setIn(env, "VEND_GRANT")),
    durationSeconds: options.durationSeconds ?? numberIn(env, "VEND_DURATION_SECONDS"),
    parameters: options.parameters ?? {},
    tokens: chooseTokens(options, env, transport),
    transport,
    refreshAheadMs: aheadSeconds === undefined ? undefined : 1000 * aheadSeconds,
  };
}

/** An option of any kind wins over the environment of every kind: who passes a token means that one. */
function chooseTokens(options: VendOptions, env: Environment, transport: Transport): TokenSource {
  if (options.tokenFile !== undefined) {
    return fileToken(options.tokenFile);
  }
  if (options.tokenUrl !== undefined || options.clientId !== undefined) {
    return readClient(options, env, transport);
  }
  if (options.token !== undefined) {
    return givenToken(options.token, "the token");
  }
  const file = setIn(env, "VEND_TOKEN_FILE");
  if (file !== undefined) {
    return fileToken(file);
  }
  if (setIn(env, "VEND_TOKEN_URL") !== undefined) {
    return readClient(options, env, transport);
  }
  const token = setIn(env, "VEND_TOKEN");
  if (token !== undefined) {
    return givenToken(token, "VEND_TOKEN");
  }
  throw new Failure(
    "no token is set; set VEND_TOKEN_FILE, or VEND_TOKEN_URL with VEND_CLIENT_ID and its secret, or VEND_TOKEN",
  );
}

function readClient(options: VendOptions, env: Environment, transport: Transport): TokenSource {
  const tokenUrl = options.tokenUrl ?? setIn(env, "VEND_TOKEN_URL");
  const clientId = options.clientId ?? setIn(env, "VEND_CLIENT_ID");
  const given = options.clientSecret ?? (options.clientSecretFile ? undefined : setIn(env, "VEND_CLIENT_SECRET"));
  const file = options.clientSecretFile ?? setIn(env, "VEND_CLIENT_SECRET_FILE");
  const clientSecret = given ?? (file === undefined ? undefined : { file });
  if (tokenUrl === undefined || clientId === undefined || clientSecret === undefined) {
    const missing = [
      tokenUrl === undefined && "VEND_TOKEN_URL",
      clientId === undefined && "VEND_CLIENT_ID",
      clientSecret === undefined && "VEND_CLIENT_SECRET or VEND_CLIENT_SECRET_FILE",
    ].filter(Boolean);
    throw new Failure(`client credentials are not set in full; set ${missing.join(" and ")}`);
  }
  const client = {
    tokenUrl: parseUrl(tokenUrl, "VEND_TOKEN_URL"),
    clientId,
    clientSecret,
    scope: options.tokenScope ?? setIn(env, "VEND_TOKEN_SCOPE"),
    audience: options.tokenAudience ?? setIn(env, "VEND_TOKEN_AUDIENCE"),
  };
  return clientCredentials(client, transport);
}

/** Two dots would walk up the path. */
function checkGrant(grant: string | undefined): string | undefined {
  const segments = grant?.split("/") ?? [];
  if (segments.length > 2 || segments.some((segment) => /^\.{0,2}$/.test(segment))) {
    throw new Failure("VEND_GRANT is not of the form GRANT or GRANT/ACCOUNT");
  }
  return grant;
}

/** What is empty is not set. */
function setIn(env: Environment, name: string): string | undefined {
  return env[name] || undefined;
}

function numberIn(env: Environment, name: string): number | undefined {
  const text = setIn(env, name);
  if (text !== undefined && !/^\d+(?:\.\d+)?$/.test(text)) {
    throw new Failure(`${name} is no number of seconds`);
  }
  return text === undefined ? undefined : Number(text);
}
