import type { Context } from "aws-lambda";
import type { HttpRequest } from "../model/request.ts";
import type { AuditTrail } from "./audit-trail.ts";

/** Lambda's context with what the pipeline keeps of one request. */
export interface RequestContext extends Context {
  readonly state: {
    readonly trail: AuditTrail;
    /** Undefined until the event has been read, and for ever where it is malformed. */
    request: HttpRequest | undefined;
  };
}

/** The gateway's id of the request or, where the event has none that can be read, Lambda's own. */
export function requestIdOf({ state, awsRequestId }: RequestContext): string {
  return state.request?.requestId ?? awsRequestId;
}
