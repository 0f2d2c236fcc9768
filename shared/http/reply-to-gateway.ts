import type { MiddlewareObj, Request } from "@middy/core";
import type { HttpResponse } from "../model/request.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { reply } from "./reply.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";

type Invocation = Request<GatewayEvent, unknown, Error, RequestContext>;

/** Gives every answer its request id and the headers of a response that is nobody's page, in the gateway's shape. */
export function replyToGateway(): MiddlewareObj<GatewayEvent, HttpResponse, Error, RequestContext> {
  const shape = (invocation: Invocation) => {
    const response = invocation.response as HttpResponse;
    invocation.response = reply({
      ...response,
      headers: {
        ...response.headers,
        "x-request-id": requestIdOf(invocation.context),
        "x-content-type-options": "nosniff",
        "strict-transport-security": "max-age=63072000",
      },
    });
  };
  return { after: shape, onError: shape };
}
