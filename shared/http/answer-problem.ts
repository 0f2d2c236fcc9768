import type { MiddlewareObj } from "@middy/core";
import type { HttpResponse } from "../model/request.ts";
import { presentProblem } from "../present/problem.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";

/** Turns whatever was thrown into the one error body. */
export function answerProblem(): MiddlewareObj<GatewayEvent, HttpResponse, Error, RequestContext> {
  return {
    onError: (invocation) => {
      const { context, error } = invocation;
      const accept = context.state.request?.headers.get("accept")?.join(", ");
      invocation.response = presentProblem(error, { requestId: requestIdOf(context), accept });
    },
  };
}
