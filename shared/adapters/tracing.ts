import type { TraceRequest } from "../model/ports.ts";
import type { TellNews } from "./telemetry.ts";

/** Traces, once what makes them is loaded. */
export interface Tracing {
  readonly traceRequest: TraceRequest;
  /** Never rejects. */
  readonly loaded: Promise<void>;
}

/**
 * Begins to load what traces requests, which takes a start some time that it does not have where nobody asked for traces: a bundle has it in a file
 * of its own. A request before that, or where it cannot be loaded, is not traced.
 */
export function createTracing(serviceName: string, tellNews: TellNews): Tracing {
  let traceRequest: TraceRequest | undefined;
  const loaded = load();

  async function load(): Promise<void> {
    try {
      const { createRequestTracer } = await import("./request-tracer.ts");
      traceRequest = createRequestTracer(serviceName);
    } catch (error) {
      const reason = error instanceof Error ? error.name : "unknown";
      await tellNews({ log: { level: "warn", message: "tracing", details: { tracing: { event: "failed", reason } } } });
    }
  }

  return { traceRequest: () => traceRequest?.(), loaded };
}
