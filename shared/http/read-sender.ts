import type { HttpRequest } from "../model/request.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { readRequest } from "./read-request.ts";

/** All that a sender writes, of both payload versions, as if it had written nothing. */
const nothing = {
  rawPath: "/",
  path: "/",
  rawQueryString: "",
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  headers: null,
  multiValueHeaders: null,
  body: null,
  isBase64Encoded: false,
};

/**
 * A request without anything that its sender wrote but the method: id and addresses are the gateway's word, and belong into
 * the audit record of a request that is malformed, too.
 * @returns undefined where the event is none of a gateway's
 */
export function readSender(event: GatewayEvent): HttpRequest | undefined {
  try {
    return readRequest(Object.assign({}, event, nothing) as GatewayEvent);
  } catch {
    return undefined;
  }
}
