import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyResult } from "aws-lambda";
import { presentProblem } from "../present/problem.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { replyToGateway } from "./reply-to-gateway.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";

/** Turns whatever was thrown into the one error body. */
export function answerProblem(): MiddlewareObj<GatewayEvent, APIGatewayProxyResult, unknown, RequestContext> {
  return {
    onError: (invocation) => {
      const { context, error } = invocation;
      const requestId = requestIdOf(context);
      const accept = context.state.request?.headers.get("accept")?.join(", ");
      invocation.response = replyToGateway(presentProblem(error, { requestId, accept }), requestId);
    },
  };
}
