import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { connect } from "./connect.ts";
import { Failure } from "./failure.ts";
import type { Transport } from "./settings.ts";
import { wordFailure } from "./word-failure.ts";
import { wordLimit } from "./word-limit.ts";

/** One request. */
export interface Request {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, whole. */
export interface Reply {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

const maxBodyBytes = 64 * 1024;

/**
 * Sends one request on a connection of its own, and reads the whole answer. Follows no redirect: what is sent is for the host that was
 * named. By `node:http`, for the built-in fetch knows neither proxies nor authorities of one's own.
 * @param budgetMs the most that it may take, whatever the time limits of the transport
 * @param hearStatus is told the status as soon as it is there, whatever becomes of the rest
 * @throws Failure
 */
export async function sendRequest(
  asked: Request,
  transport: Transport,
  budgetMs: number,
  hearStatus: (status: number) => void = () => {},
): Promise<Reply> {
  const endsAtMs = performance.now() + budgetMs;
  const socket = await withinMs(Math.min(transport.connectTimeoutMs, budgetMs), "no connection", (signal) =>
    connect(asked.url, transport, signal),
  );
  try {
    const leftMs = Math.max(1, Math.min(transport.readTimeoutMs, endsAtMs - performance.now()));
    return await withinMs(leftMs, "no whole answer", (signal) => exchange(asked, socket, signal, hearStatus));
  } finally {
    socket.destroy();
  }
}

async function withinMs<Result>(
  limitMs: number,
  missing: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error("time limit")), limitMs);
  try {
    return await work(limit.signal);
  } catch (error) {
    if (limit.signal.aborted) {
      throw new Failure(`${missing} ${wordLimit(limitMs)}`, { isPassing: true });
    }
    throw error instanceof Failure ? error : new Failure(wordFailure(error), { isPassing: isWorthAnother(error) });
  } finally {
    clearTimeout(timer);
  }
}

/** A certificate that does not hold now will not hold in a second either. */
function isWorthAnother(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return !/CERT|SIGNED|LEAF_SIGNATURE|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED/.test(code);
}

function exchange(
  asked: Request,
  socket: Socket,
  signal: AbortSignal,
  hearStatus: (status: number) => void,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { url, method, headers, body = "" } = asked;
    const sent = request({
      method,
      path: url.pathname + url.search,
      headers: {
        ...headers,
        host: url.host,
        connection: "close",
        ...(body && { "content-length": Buffer.byteLength(body) }),
      },
      createConnection: () => socket,
      signal,
    });
    sent.once("error", reject);
    sent.once("response", (response) => {
      hearStatus(response.statusCode ?? 0);
      readReply(response).then(resolve, reject);
    });
    sent.end(body);
  });
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) {
      throw new Failure("the answer is larger than 64 KiB", { isPassing: true });
    }
    parts.push(part);
  }
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers["retry-after"],
    body: Buffer.concat(parts).toString("utf8"),
  };
}
