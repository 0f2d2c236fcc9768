import { randomUUID, webcrypto } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { exportJWK, generateKeyPair } from "jose";
import type { Issuer, PublicJwk, SignatureAlgorithm } from "../../shared/model/issuer.ts";

const subtle = webcrypto.subtle;

export interface SigningKey {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
  /** With `kid`, `alg` and `use`. */
  readonly publicJwk: PublicJwk;
}

/** What differs from a good token. A member that is `undefined` is left out of the token. */
export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** The issuer's first key where undefined. */
  readonly key?: SigningKey;
}

/** An identity provider in memory: keys, and tokens signed with them. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The first one signs, unless a token asks for another. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly addKey: (keyId: string, algorithm?: SignatureAlgorithm) => Promise<SigningKey>;
  readonly jwks: () => { readonly keys: readonly PublicJwk[] };
  /** A token that a map with `trusted()` takes, but for the changes. */
  readonly issueToken: (changes?: TokenChanges) => Promise<string>;
  /** The exact bytes as header and payload, well-formed or not, under a good signature. */
  readonly signBytes: (header: string | Uint8Array, payload: string | Uint8Array, key?: SigningKey) => Promise<string>;
  /** This issuer as a policy map trusts it, with its present keys inline, but for the changes. */
  readonly trusted: (changes?: Partial<Issuer>) => Issuer;
}

export interface TokenIssuerOptions {
  readonly name?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly algorithm?: SignatureAlgorithm;
  readonly keyId?: string;
  /** Milliseconds since the epoch: what `iat` and `exp` are reckoned from. */
  readonly now?: () => number;
}

/** ES256 where nothing else is asked for: RSA keys take a hundred times as long to make. */
export async function createTokenIssuer(options: TokenIssuerOptions = {}): Promise<TokenIssuer> {
  const { name = "corp", issuer = "https://idp.test", audience = "https://vend.test", now = Date.now } = options;
  const keys: [SigningKey, ...SigningKey[]] = [await makeKey(options.keyId ?? "key-1", options.algorithm ?? "ES256")];
  const jwks = () => ({ keys: keys.map((key) => key.publicJwk) });
  return {
    issuer,
    audience,
    keys,
    jwks,
    addKey: async (keyId, algorithm = keys[0].algorithm) => {
      const key = await makeKey(keyId, algorithm);
      keys.push(key);
      return key;
    },
    issueToken: ({ claims, header, key = keys[0] } = {}) => {
      const issuedAt = Math.floor(now() / 1000);
      const times = { iat: issuedAt, exp: issuedAt + 3600 };
      const payload = { iss: issuer, sub: "report-runner", aud: audience, ...times, jti: randomUUID(), ...claims };
      const head = { alg: key.algorithm, kid: key.keyId, typ: "at+jwt", ...header };
      return signBytes(JSON.stringify(head), JSON.stringify(payload), key);
    },
    signBytes: (header, payload, key = keys[0]) => signBytes(header, payload, key),
    trusted: (changes) => ({
      name,
      issuer,
      audiences: [audience],
      keys: { kind: "inline", jwks: jwks() },
      algorithms: [...new Set(keys.map((key) => key.algorithm))],
      tokenType: undefined,
      maxTokenAgeSeconds: undefined,
      maxTokenLifetimeSeconds: 3600,
      clockToleranceSeconds: 30,
      requiredClaims: [],
      senderConstrained: undefined,
      ...changes,
    }),
  };
}

/** By jose and WebCrypto: exporting a KeyObject as JWK can deadlock Node 20. */
export async function makeKey(keyId: string, algorithm: SignatureAlgorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: algorithm, use: "sig" };
  return { keyId, algorithm, privateKey, publicKey, publicJwk };
}

async function signBytes(header: string | Uint8Array, payload: string | Uint8Array, key: SigningKey): Promise<string> {
  const signed = `${Buffer.from(header).toString("base64url")}.${Buffer.from(payload).toString("base64url")}`;
  const signature = await subtle.sign(signatureParameters(key.algorithm), key.privateKey, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString("base64url")}`;
}

/** RFC 7518 section 3.1, RFC 8037 section 3.1. */
function signatureParameters(algorithm: SignatureAlgorithm) {
  const bits = algorithm.slice(2);
  if (algorithm.startsWith("RS")) return { name: "RSASSA-PKCS1-v1_5" };
  if (algorithm.startsWith("PS")) return { name: "RSA-PSS", saltLength: Number(bits) / 8 };
  return algorithm.startsWith("ES") ? { name: "ECDSA", hash: `SHA-${bits}` } : { name: "Ed25519" };
}

/** How a server answers instead of well. */
export interface Misbehaviour {
  /** The only path that is concerned; all where undefined. */
  readonly path?: string;
  readonly delayMs?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Cuts the connection instead of answering. */
  readonly resets?: boolean;
  /** Sends the head and half of the body, then nothing more. */
  readonly stalls?: boolean;
}

/** An identity provider on loopback, with a discovery document and a key set. */
export interface IssuerServer {
  /** Its `issuer` is the server's address, its keys are what the server answers with. */
  readonly tokens: TokenIssuer;
  readonly jwksUri: string;
  /** Paths in the order in which they were asked for. */
  readonly requests: string[];
  /** Replaces the members of the key set; undefined: the keys of `tokens`. */
  publishes: readonly unknown[] | undefined;
  misbehaves: Misbehaviour | undefined;
  /** All connections that were ever made. */
  readonly sockets: Socket[];
  readonly close: () => Promise<void>;
}

const discoveryPath = "/.well-known/openid-configuration";
const jwksPath = "/jwks";

/** `path` is what the issuer's address has after the host, such as `/tenant`. */
export async function startIssuerServer(
  options: TokenIssuerOptions & { readonly path?: string } = {},
): Promise<IssuerServer> {
  const server = createServer((request, response) => {
    handle.requests.push(request.url ?? "");
    void answer(handle, request.url ?? "", response);
  });
  server.on("connection", (socket) => handle.sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const handle: IssuerServer = {
    tokens: await createTokenIssuer({ ...options, issuer: `${origin}${options.path ?? ""}` }),
    jwksUri: `${origin}${jwksPath}`,
    requests: [],
    publishes: undefined,
    misbehaves: undefined,
    sockets: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return handle;
}

async function answer(server: IssuerServer, path: string, response: ServerResponse): Promise<void> {
  const bad = server.misbehaves?.path === undefined || server.misbehaves.path === path ? server.misbehaves : undefined;
  if (bad?.delayMs !== undefined) await sleep(bad.delayMs);
  if (bad?.resets === true) {
    response.destroy();
    return;
  }
  const good = goodBody(server, path);
  const body = Buffer.from(bad?.body ?? good ?? "");
  const status = bad?.status ?? (good === undefined ? 404 : 200);
  response.writeHead(status, { "content-type": "application/json", ...bad?.headers });
  if (bad?.stalls === true) response.write(body.subarray(0, body.length / 2));
  else response.end(body);
}

function goodBody({ tokens, jwksUri, publishes }: IssuerServer, path: string): string | undefined {
  if (path === jwksPath) return JSON.stringify({ keys: publishes ?? tokens.jwks().keys });
  const isDiscovery = path === `${new URL(tokens.issuer).pathname.replace(/\/$/, "")}${discoveryPath}`;
  return isDiscovery ? JSON.stringify({ issuer: tokens.issuer, jwks_uri: jwksUri }) : undefined;
}
