import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** A request as it came over the wire, before a gateway made an event of it. */
export interface WireRequest {
  readonly method: string;
  /** As sent, percent-encoding and all, up to the first `?`. */
  readonly path: string;
  /** As sent, without the `?`. */
  readonly query: string;
  /** `HTTP/1.1`. */
  readonly protocol: string;
  /** Each header line, in its order and spelling: nothing joined, nothing dropped but what concerns the connection alone. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceAddress: string;
  /** Of mutual TLS, and of the trust store. */
  readonly clientCertificate: X509Certificate | undefined;
  readonly receivedAtMs: number;
}

/** RFC 9110 section 7.6.1: for this hop only. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Reads everything but the body.
 * @returns undefined where the request target is of a form that an API does not take (RFC 9112 section 3.2)
 */
export function readWireRequest(message: IncomingMessage): Omit<WireRequest, "body"> | undefined {
  const target = originForm(message.url ?? "");
  if (target === undefined) return undefined;
  const [path = "", ...query] = target.split("?");
  return {
    method: message.method ?? "GET",
    path,
    query: query.join("?"),
    protocol: `HTTP/${message.httpVersion}`,
    headers: readHeaders(message.rawHeaders),
    sourceAddress: message.socket.remoteAddress ?? "",
    clientCertificate: message.socket instanceof TLSSocket ? message.socket.getPeerX509Certificate() : undefined,
    receivedAtMs: Date.now(),
  };
}

/** A server must take the absolute form as well (RFC 9112 section 3.2.2), whose authority says nothing that Host does not. */
function originForm(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  const rest = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  if (rest === undefined) return undefined;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** From `rawHeaders`: `message.headers` keeps only the first of two Authorization headers, and would hide that there were two. */
function readHeaders(rawHeaders: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (!hopByHop.has(name.toLowerCase())) headers.push([name, value]);
  }
  return headers;
}
