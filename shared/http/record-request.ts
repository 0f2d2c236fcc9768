import type { MiddlewareObj, Request } from "@middy/core";
import type { APIGatewayProxyResult } from "aws-lambda";
import { codes } from "../model/codes.ts";
import { Fault } from "../model/fault.ts";
import type { AuditRecord, WriteAudit } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { GatewayEvent } from "./gateway-event.ts";
import { type RequestContext, requestIdOf } from "./request-context.ts";

type Invocation = Request<GatewayEvent, APIGatewayProxyResult, unknown, RequestContext>;

/** Writes a request's trail as one audit record when it goes, whatever became of it. */
export function recordRequest(
  writeAudit: WriteAudit,
): MiddlewareObj<GatewayEvent, APIGatewayProxyResult, unknown, RequestContext> {
  const record = (invocation: Invocation, failure: Partial<AuditRecord>) => {
    const closed = closeRecord(invocation, failure);
    writeAudit(closed);
    invocation.context.state.trace?.close(closed);
  };
  return {
    // Braces, since middy takes whatever a middleware returns for the answer.
    after: (invocation) => {
      record(invocation, {});
    },
    onError: (invocation) => {
      record(invocation, describeError(invocation.error));
    },
  };
}

function closeRecord({ context, response }: Invocation, failure: Partial<AuditRecord>): AuditRecord {
  const { request, trail } = context.state;
  return {
    requestId: requestIdOf(context),
    route: "none",
    outcome: "answered",
    ...(request?.sourceAddress !== undefined && { sourceAddress: request.sourceAddress }),
    ...(request?.vpcEndpointId !== undefined && { vpcEndpointId: request.vpcEndpointId }),
    ...trail.facts(),
    ...failure,
    status: response?.statusCode ?? codes.Internal.status,
  };
}

function describeError(error: unknown): Partial<AuditRecord> {
  if (error instanceof Refusal) {
    return { outcome: "refused", code: error.code, reason: error.reason };
  }
  if (error instanceof Fault) {
    return { outcome: "failed", code: error.code, reason: withCause(error) };
  }
  return { outcome: "failed", code: "Internal", reason: error instanceof Error ? withPlace(error) : "not an error" };
}

/**
 * An error that nobody foresaw: its text could hold anything, so only its kind and its place go into the trail. A line of a
 * text that looks like a place is none.
 */
function withPlace({ name, message, stack = "" }: Error): string {
  const place = stack.split("\n").find((line) => /^\s+at /.test(line) && !message.includes(line));
  return place === undefined ? name : `${name} ${place.trim()}`;
}

function withCause({ reason, cause }: Fault): string {
  return cause instanceof Error && cause.message !== "" ? `${reason}: ${cause.message}` : reason;
}
