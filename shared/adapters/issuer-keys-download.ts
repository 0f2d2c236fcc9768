import http from "node:http";
import https from "node:https";
import type { KeySource } from "../model/issuer.ts";
import { isSignatureKey } from "./is-signature-key.ts";
import { type RequestLimits, requestJson } from "./issuer-keys-request.ts";
import { readKeyUrl } from "./issuer-keys-url.ts";

/** Keys that have to be fetched: the address of a set, or of a document that names it. */
export type RemoteKeySource = Exclude<KeySource, { readonly kind: "inline" }>;

export interface DownloadLimits {
  /** For all of it: discovery, both connections and both bodies. */
  readonly timeoutMs: number;
  /** For each body. */
  readonly maxBytes: number;
}

/**
 * The members of an issuer's JWK set (RFC 7517 section 5), unchecked. A set without any key for signatures is what an identity provider
 * answers whose own store is down or empty: no word about the keys that it had. One whose keys are all refused, such as those whose secret half
 * was published, is.
 * @throws Error saying what was wrong with addresses, answers or time
 */
export async function downloadKeys(
  issuer: string,
  source: RemoteKeySource,
  { timeoutMs, maxBytes }: DownloadLimits,
): Promise<readonly unknown[]> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  // Kept for one download: discovery and key set are mostly one host, while a connection that a frozen Lambda held on to is dead.
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  try {
    const limits = { signal: deadline.signal, maxBytes, agents };
    const url = source.kind === "discovery" ? await discoverUrl(issuer, limits) : readKeyUrl(source.uri, true);
    const { keys } = await requestJson(url, limits);
    if (!Array.isArray(keys)) throw new Error("the key set has no list of keys");
    if (!keys.some(isSignatureKey)) throw new Error("the key set has no key for signatures");
    return keys;
  } catch (cause) {
    throw deadline.signal.aborted ? new Error(`no whole answer within ${timeoutMs} ms`, { cause }) : cause;
  } finally {
    clearTimeout(timer);
    for (const agent of Object.values(agents)) agent.destroy();
  }
}

/**
 * OpenID Connect Discovery 1.0 section 4: the path is appended to the issuer, less a final slash; the document must name the
 * very issuer that was asked (section 4.3), or one tenant of a host could speak for another.
 */
async function discoverUrl(issuer: string, limits: RequestLimits): Promise<URL> {
  const issuerUrl = readKeyUrl(issuer, true);
  if (/[?#]/.test(issuer)) throw new Error("an issuer with a query or fragment has no discovery document");
  const url = new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: uri } = await requestJson(url, limits);
  if (named !== issuer) throw new Error("the discovery document names another issuer");
  if (typeof uri !== "string") throw new Error("the discovery document names no key set");
  return readKeyUrl(uri, issuerUrl.protocol === "http:");
}
