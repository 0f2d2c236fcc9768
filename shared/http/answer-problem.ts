import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyResult } from "aws-lambda";
import { presentProblem } from "../present/problem.ts";
import { presentStsProblem } from "../present/sts-problem.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { replyToGateway } from "./reply-to-gateway.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";
import { speaksSts } from "./speaks-sts.ts";

/** Turns whatever was thrown into the one error body, or into that of STS for who speaks its protocol. */
export function answerProblem(): MiddlewareObj<GatewayEvent, APIGatewayProxyResult, unknown, RequestContext> {
  return {
    onError: (invocation) => {
      const { context, error } = invocation;
      const requestId = requestIdOf(context);
      const { request } = context.state;
      const accept = request?.headers.get("accept")?.join(", ");
      const present = request !== undefined && speaksSts(request) ? presentStsProblem : presentProblem;
      invocation.response = replyToGateway(present(error, { requestId, accept }), requestId);
    },
  };
}
