import middy from "@middy/core";
import type { APIGatewayProxyResult, Context } from "aws-lambda";
import { Fault } from "../model/fault.ts";
import type { TraceRequest, Trail, WriteAudit } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { HttpRequest, HttpResponse } from "../model/request.ts";
import { answerProblem } from "./answer-problem.ts";
import { createAuditTrail } from "./audit-trail.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { type MatchedRoute, matchRoute, type Route } from "./match-route.ts";
import { readRequest } from "./read-request.ts";
import { readSender } from "./read-sender.ts";
import { recordRequest } from "./record-request.ts";
import { replyToGateway } from "./reply-to-gateway.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";
import type { AddressOptions } from "./request-urls.ts";

/** Answers the requests of one route. */
export type AnswerRoute = (
  request: HttpRequest,
  path: MatchedRoute["pathParameters"],
  trail: Trail,
) => Promise<HttpResponse>;

export interface PipelineOptions {
  readonly writeAudit: WriteAudit;
  /** Undefined: no request is traced. */
  readonly traceRequest?: TraceRequest | undefined;
  /** How callers write the service's address. */
  readonly address: AddressOptions;
}

/** What API Gateway invokes: payload 1.0 and 2.0. */
export type GatewayHandler = (event: GatewayEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Answer before Lambda's time is up, so that the caller gets a body it can read and the audit record is written. */
const timeoutEarlyInMillis = 200;

/**
 * What surrounds the routes of every Lambda. On the way in, the event becomes a request for one of `answers`; on the way
 * out, the answer, or the problem that whatever was thrown becomes, takes the gateway's shape, and one audit record is written.
 */
export function createPipeline(
  answers: Readonly<Partial<Record<Route, AnswerRoute>>>,
  options: PipelineOptions,
): GatewayHandler {
  /** Of a malformed request its sender is kept, for the record, and where it went, for the protocol that it is answered in. */
  const read = (event: GatewayEvent, state: RequestContext["state"]): HttpRequest => {
    try {
      return readRequest(event, options.address);
    } catch (error) {
      state.request = readSender(event, options.address);
      throw error;
    }
  };
  const answerRequest = async (event: GatewayEvent, context: RequestContext): Promise<APIGatewayProxyResult> => {
    const { state } = context;
    const request = read(event, state);
    state.request = request;
    const { route, pathParameters } = matchRoute(request);
    state.trail.learn({ route });
    const answer = answers[route];
    if (answer === undefined) {
      throw new Refusal("NotFound", `${route} is not among this function's routes`);
    }
    return replyToGateway(await answer(request, pathParameters, state.trail), requestIdOf(context));
  };
  const timeoutEarlyResponse = () => {
    throw new Fault("UpstreamUnavailable", "the function's time is up");
  };
  // Middy runs what is used last first on the way out: the problem, then the record.
  const handle = middy<GatewayEvent, APIGatewayProxyResult, unknown, RequestContext>({
    timeoutEarlyInMillis,
    timeoutEarlyResponse,
  })
    .use(recordRequest(options.writeAudit))
    .use(answerProblem())
    .handler(answerRequest);
  return (event, context) => {
    const trace = options.traceRequest?.();
    return handle(
      event,
      Object.assign(context, { state: { trail: createAuditTrail(trace), trace, request: undefined } }),
    );
  };
}
