import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** The body as JSON. */
  json(): Record<string, unknown>;
}

export interface RequestOptions {
  readonly method?: string;
  /** Name and value, one after the other, as on the wire: a name may come twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

/** One HTTP request over a connection of its own, followed nowhere. */
export async function httpRequest(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = "GET", headers = [], body } = options;
  const sent = request(url, { method, agent: false, headers: ["host", new URL(url).host, ...headers.flat()] });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const text = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>)).toString("utf8");
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}

/** `Authorization: Bearer TOKEN`, as `httpRequest` takes headers. */
export function bearer(token: string): readonly (readonly [string, string])[] {
  return [["authorization", `Bearer ${token}`]];
}
