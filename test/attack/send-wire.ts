import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A request as it goes over the wire. Node's own clients would join, drop or refuse half of what an attacker sends. */
export interface WireCall {
  readonly method?: string;
  /** The request target as it is sent, whatever its form. */
  readonly target?: string;
  /** In this order, with these spellings, repeated where repeated. `Host` and `Connection: close` come before them. */
  readonly headers?: readonly Header[];
  readonly body?: string | Uint8Array;
  readonly version?: "1.0" | "1.1";
  /** Sent in place of all the rest. */
  readonly bytes?: string | Uint8Array;
}

export type Header = readonly [name: string, value: string];

export interface WireReply {
  readonly status: number;
  /** By lower-case name, each with all its values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
  readonly tookMs: number;
}

/** No refusal may take longer, whatever was sent. */
const answerLimitMs = 5_000;

const framing = ["content-length", "transfer-encoding"];

/**
 * Sends a request on a connection of its own and reads until the other side closes it.
 * @throws Error where there is no whole answer within five seconds
 */
export async function sendWire(url: string, call: WireCall): Promise<WireReply> {
  const { hostname, port, host } = new URL(url);
  const startedAt = performance.now();
  const socket = connect({ host: hostname, port: Number(port) });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // What is refused half-way may be reset while it is still being sent; the answer has come by then.
  const ended = once(socket, "close").catch(() => undefined);
  socket.write(call.bytes ?? writeRequest(host, call));
  const timer = new AbortController();
  const late = sleep(answerLimitMs, "late" as const, { signal: timer.signal, ref: false }).catch(() => undefined);
  const outcome = await Promise.race([ended, late]);
  timer.abort();
  socket.destroy();
  if (outcome === "late") throw new Error(`no answer within ${answerLimitMs} ms`);
  return { ...readReply(Buffer.concat(chunks)), tookMs: performance.now() - startedAt };
}

function writeRequest(host: string, { method, target, headers = [], body = "", version = "1.1" }: WireCall): Buffer {
  const bytes = Buffer.from(body);
  const isFramed = headers.some(([name]) => framing.includes(name.toLowerCase()));
  const lines = [
    `${method ?? "GET"} ${target ?? "/"} HTTP/${version}`,
    ...(headers.some(([name]) => name.toLowerCase() === "host") ? [] : [`Host: ${host}`]),
    "Connection: close",
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(bytes.length > 0 && !isFramed ? [`Content-Length: ${bytes.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), bytes]);
}

function readReply(bytes: Buffer): Omit<WireReply, "tookMs"> {
  const text = bytes.toString("utf8");
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, Math.max(0, end)).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  if (end < 0 || Number.isNaN(status)) throw new Error(`the connection was closed without an answer`);
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { status, headers, body: text.slice(end + 4) };
}
