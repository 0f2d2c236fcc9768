import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";
import { context2, payload1, payload2 } from "../unit/http/gateway-events.ts";

interface Sent {
  readonly query?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request with this token, as an HTTP API hands it over. */
export function ask(path: string, token: string | undefined, sent: Sent = {}): APIGatewayProxyEventV2 {
  return payload2({
    rawPath: path,
    rawQueryString: sent.query ?? "",
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...sent.headers },
    requestContext: context2({ requestId: `request-${++asked}` }, { method: sent.method ?? "GET" }),
    ...(sent.body !== undefined && { body: sent.body }),
  });
}

/** The same as a REST API hands it over. */
export function askRest(path: string, token: string): APIGatewayProxyEvent {
  const headers = { Authorization: token };
  return payload1({ path, headers, multiValueHeaders: { Authorization: [token] } });
}

let asked = 0;
