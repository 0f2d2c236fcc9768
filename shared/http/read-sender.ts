import type { HttpRequest } from "../model/request.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { type ReadRequestOptions, readRequest } from "./read-request.ts";

/** What a sender writes beside method and path, of both payload versions, as if it had written nothing. */
const nothing = {
  rawQueryString: "",
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  headers: null,
  multiValueHeaders: null,
  body: null,
  isBase64Encoded: false,
};

const noPath = { rawPath: "/-", path: "/-" };

/**
 * A request without anything that its sender wrote but the method and, where it can be read, the path: id and addresses are the
 * gateway's word, and belong into the audit record of a request that is malformed, too.
 * @returns undefined where the event is none of a gateway's
 */
export function readSender(event: GatewayEvent, options: ReadRequestOptions = {}): HttpRequest | undefined {
  const bare = Object.assign({}, event, nothing);
  return tryRead(bare, options) ?? tryRead(Object.assign(bare, noPath), options);
}

function tryRead(event: object, options: ReadRequestOptions): HttpRequest | undefined {
  try {
    return readRequest(event as GatewayEvent, options);
  } catch {
    return undefined;
  }
}
