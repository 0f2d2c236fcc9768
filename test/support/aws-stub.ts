import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as an AWS service would see it. */
export interface AwsCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The operation of a JSON protocol, such as `GetParameter`; empty for others. */
  readonly operation: string;
  readonly body: string;
}

export interface AwsReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly delayMs?: number;
  /** Cuts the connection instead of answering. */
  readonly resets?: boolean;
  /** Sends the head and half of the body, then nothing more. */
  readonly stalls?: boolean;
}

/** A service of AWS on loopback that says what it is told to, and remembers what it was asked. */
export interface AwsStub {
  readonly url: string;
  readonly calls: AwsCall[];
  answer: (call: AwsCall) => AwsReply;
  readonly close: () => Promise<void>;
}

export async function startAwsStub(answer: AwsStub["answer"] = () => ({ status: 500 })): Promise<AwsStub> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://stub");
    const call: AwsCall = {
      method: request.method ?? "",
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      operation: String(request.headers["x-amz-target"] ?? "").replace(/^.*\./, ""),
      body: Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString("utf8"),
    };
    stub.calls.push(call);
    await send(response, stub.answer(call));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stub: AwsStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return stub;
}

async function send(response: ServerResponse, reply: AwsReply): Promise<void> {
  const { status = 200, headers = {}, body = "", delayMs = 0, resets = false, stalls = false } = reply;
  // By the global timer, which goes by the time of the test.
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  if (resets) {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...(bytes.length > 0 && { "content-length": String(bytes.length) }), ...headers });
  if (stalls) response.write(bytes.subarray(0, bytes.length / 2));
  else response.end(bytes);
}

/** An answer of the JSON protocols (SSM, Secrets Manager). */
export function json(value: unknown, status = 200): AwsReply {
  return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: JSON.stringify(value) };
}

/** An error of the JSON protocols. */
export function jsonError(name: string, status = 400, message = `${name} it is`): AwsReply {
  return json({ __type: name, message }, status);
}

/** An error of S3. */
export function xmlError(code: string, status: number): AwsReply {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code} it is</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}
