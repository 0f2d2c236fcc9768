import http from "node:http";
import https from "node:https";

export interface RequestLimits {
  /** Ends the request at any point, the body included. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly agents: RequestAgents;
}

interface RequestAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The JSON object at an address. By `node:https`, because the built-in fetch costs some 40 ms at the start of a process, and
 * follows redirects, which could lead a trusted address anywhere: here a 3xx is a failure like every other status but 200.
 * @throws Error for any status but 200, a body over `maxBytes`, anything but a JSON object, a broken or aborted connection
 */
export async function requestJson(url: URL, limits: RequestLimits): Promise<Readonly<Record<string, unknown>>> {
  const response = await openResponse(url, limits);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${url.host} answered with status ${response.statusCode}`);
  }
  const value = parseJson(await readBody(response, limits.maxBytes));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${url.host} answered with something other than a JSON object`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function openResponse(url: URL, { signal, agents }: RequestLimits): Promise<http.IncomingMessage> {
  const headers = { accept: "application/json", "accept-encoding": "identity", "user-agent": "credential-vending-api" };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === "https:"
        ? https.get(url, { agent: agents.https, signal, headers })
        : http.get(url, { agent: agents.http, signal, headers });
    request.once("response", resolve);
    // Stays on after the response: an error without a listener would end the process.
    request.on("error", reject);
    // A 101 ends the request without response and without error; a promise that is settled already does not mind.
    request.once("close", () => reject(new Error(`${url.host} closed the connection without an answer`)));
  });
}

/** Counted while it comes in, whatever `Content-Length` says. Leaving the loop by an error destroys the connection. */
async function readBody(response: http.IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`the answer is over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new Error("the answer is not JSON", { cause });
  }
}
