import type { Context } from "aws-lambda";
import type { RequestTrace } from "../model/ports.ts";
import type { HttpRequest } from "../model/request.ts";
import type { AuditTrail } from "./audit-trail.ts";

/** Lambda's context with what the pipeline keeps of one request. */
export interface RequestContext extends Context {
  readonly state: {
    readonly trail: AuditTrail;
    /** Undefined: this request is not traced. */
    readonly trace?: RequestTrace | undefined;
    /** No more than its sender where the request is malformed; undefined where the event holds none. */
    request: HttpRequest | undefined;
  };
}

/** The gateway's id of the request or, where the event has none that can be read, Lambda's own. */
export function requestIdOf({ state, awsRequestId }: RequestContext): string {
  return state.request?.requestId ?? awsRequestId;
}
