import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A request as it arrived. */
interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the service does with one request. */
export type Step = (response: ServerResponse) => void;

export interface ScriptedService {
  readonly url: string;
  readonly port: number;
  readonly arrived: readonly Arrived[];
}

/**
 * A service on loopback that does one step for each request, and the last one over and over; gone after the test.
 * @param tls makes it an https one
 */
export async function scriptedService(
  steps: readonly [Step, ...Step[]],
  tls?: { readonly certificate: string; readonly privateKey: string },
): Promise<ScriptedService> {
  const arrived: Arrived[] = [];
  const listener: RequestListener = async (request, response) => {
    const body = await text(request);
    const step = steps[Math.min(arrived.length, steps.length - 1)] as Step;
    arrived.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body });
    step(response);
  };
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ cert: tls.certificate, key: tls.privateKey }, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, port, arrived };
}

/** The service's answer, in the shape `container`. */
export function container(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    Code: "Success",
    AccessKeyId: "ASIAEXAMPLE",
    SecretAccessKey: "secret-key",
    Token: "session-token",
    Expiration: spell(Date.now() + 3_600_000),
    RoleArn: "arn:aws:iam::111122223333:role/report-reader",
    ...overrides,
  };
}

/** An instant the one way that every SDK reads. */
export function spell(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Step {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

export const grants: Step = (response) => answer(200, container())(response);
