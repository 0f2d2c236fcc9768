import type { MiddlewareObj, Request } from "@middy/core";
import type { APIGatewayProxyResult } from "aws-lambda";
import { Fault } from "../model/fault.ts";
import type { AuditRecord, WriteAudit } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { HttpResponse } from "../model/request.ts";
import { createAuditTrail } from "./audit-trail.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";

type Invocation = Request<GatewayEvent, unknown, Error, RequestContext>;

/** Opens a trail when a request comes, and writes it as one audit record when it goes, whatever became of it. */
export function recordRequest(
  writeAudit: WriteAudit,
): MiddlewareObj<GatewayEvent, HttpResponse, Error, RequestContext> {
  const write = (invocation: Invocation) => writeAudit(closeRecord(invocation));
  return {
    before: ({ context }) => {
      context.state = { trail: createAuditTrail(), request: undefined };
    },
    after: write,
    onError: write,
  };
}

function closeRecord({ context, error, response }: Invocation): AuditRecord {
  const { request, trail } = context.state;
  return {
    requestId: requestIdOf(context),
    route: "none",
    outcome: "answered",
    ...(request?.sourceAddress !== undefined && { sourceAddress: request.sourceAddress }),
    ...(request?.vpcEndpointId !== undefined && { vpcEndpointId: request.vpcEndpointId }),
    ...trail.facts(),
    ...describeError(error),
    status: (response as APIGatewayProxyResult).statusCode,
  };
}

function describeError(error: unknown): Partial<AuditRecord> {
  if (error === undefined || error === null) {
    return {};
  }
  if (error instanceof Refusal) {
    return { outcome: "refused", code: error.code, reason: error.reason };
  }
  if (error instanceof Fault) {
    return { outcome: "failed", code: error.code, reason: withCause(error) };
  }
  return { outcome: "failed", code: "Internal", reason: error instanceof Error ? withPlace(error) : "not an error" };
}

/** An error that nobody foresaw: its text could hold anything, so only its kind and its place go into the trail. */
function withPlace({ name, stack }: Error): string {
  const place = stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return place === undefined ? name : `${name} ${place.trim()}`;
}

function withCause({ reason, cause }: Fault): string {
  return cause instanceof Error && cause.message !== "" ? `${reason}: ${cause.message}` : reason;
}
