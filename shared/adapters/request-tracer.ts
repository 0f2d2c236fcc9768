import { Tracer } from "@aws-lambda-powertools/tracer";
import { codes } from "../model/codes.ts";
import type { AuditRecord, TraceRequest } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";

type Subsegment = Exclude<ReturnType<Tracer["getSegment"]>, undefined>;

/** What a trace can be found by. It names no caller, no role and no key: whoever may read traces need not be one of those who may read the audit trail. */
const annotated = [
  "route",
  "requestId",
  "outcome",
  "code",
  "status",
  "grant",
  "account",
  "sessionFrom",
  "format",
] as const;

/**
 * Traces in AWS X-Ray, by Powertools Tracer: below Lambda's own segment one for the request, and below that one for each step. Loaded where
 * tracing is on: see `tracing`.
 *
 * Errors are flags here, without their texts, and the SDK's clients are not captured, since that keeps texts too: STS quotes external
 * IDs, and what was signed, a session token among it.
 */
export function createRequestTracer(serviceName: string): TraceRequest {
  // Nor are other calls: addresses of issuers can hold what their operators take for a secret.
  const tracer = new Tracer({ serviceName, captureHTTPsRequests: false });
  return () =>
    quietly(() => {
      if (!tracer.isTraceSampled()) return undefined;
      const request = tracer.getSegment()?.addNewSubsegment("request");
      return request && traceSteps(request, serviceName);
    });
}

function traceSteps(request: Subsegment, serviceName: string): ReturnType<TraceRequest> {
  const open = new Set<(thrown?: unknown) => void>();
  return {
    step: (name) => {
      const step = quietly(() => request.addNewSubsegment(name));
      const end = (thrown?: unknown) => {
        if (open.delete(end)) quietly(() => close(step, outcomeOf(thrown)));
      };
      open.add(end);
      return end;
    },
    close: (record) => {
      // X-Ray gets nothing of a request while a step of it is open, as one is that ran out of time.
      for (const end of open) end(new Error("it did not end"));
      quietly(() => {
        request.addAnnotation("service", serviceName);
        for (const name of annotated) {
          const value = record[name];
          if (value !== undefined) request.addAnnotation(name, value);
        }
        close(request, record);
      });
    },
  };
}

function outcomeOf(thrown: unknown): Pick<AuditRecord, "outcome" | "status"> {
  if (thrown === undefined) return { outcome: "answered", status: 200 };
  return thrown instanceof Refusal
    ? { outcome: "refused", status: codes[thrown.code].status }
    : { outcome: "failed", status: codes.Internal.status };
}

/** As X-Ray tells them: the caller's error, a throttle among those, or the service's fault. */
function close(subsegment: Subsegment | undefined, { outcome, status }: Pick<AuditRecord, "outcome" | "status">): void {
  if (outcome === "refused") subsegment?.addErrorFlag();
  if (status === codes.Throttled.status) subsegment?.addThrottleFlag();
  if (outcome === "failed") subsegment?.addFaultFlag();
  subsegment?.close();
}

/** A request that failed because it could not be traced would be worth less than one that is not traced. */
function quietly<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
