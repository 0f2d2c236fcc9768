import type { IncomingMessage } from "node:http";
import type { IncomingCall } from "./incoming-call.ts";

/** Decimal, and the whole of a POST body, as STS was seen to count. */
const bodyLimitBytes = 10_000_000;

/** The request with its whole body; undefined where that is over the limit, which STS answers with an empty 413. */
export async function readCall(request: IncomingMessage): Promise<IncomingCall | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimitBytes) return undefined;
    chunks.push(chunk);
  }
  const [path = "/", ...query] = (request.url ?? "/").split("?");
  return {
    method: request.method ?? "GET",
    path: path === "" ? "/" : path,
    queryString: query.join("?"),
    headers: joinHeaders(request.rawHeaders),
    body: Buffer.concat(chunks).toString("utf8"),
    sourceAddress: request.socket.remoteAddress ?? "",
  };
}

/** Node's own `headers` keeps the first of two Authorization headers and says nothing of the second. */
function joinHeaders(raw: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const before = headers.get(name);
    const value = (raw[index + 1] ?? "").trim();
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}
