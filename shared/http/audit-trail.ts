import type { AuditRecord, RequestTrace, Trail } from "../model/ports.ts";

/** A trail that can be read once the request is over. */
export interface AuditTrail extends Trail {
  readonly facts: () => Partial<AuditRecord>;
}

/**
 * Collects what becomes known of one request, and how long each step of it took.
 * @param trace where the steps are shown as well
 */
export function createAuditTrail(trace?: RequestTrace): AuditTrail {
  const facts: Partial<AuditRecord> = {};
  const stepMs: Record<string, number> = {};
  return {
    learn: (more) => {
      Object.assign(facts, more);
    },
    step: async (name, work) => {
      const endTrace = trace?.step(name);
      const startedMs = performance.now();
      let thrown: unknown;
      try {
        return await work();
      } catch (error) {
        thrown = error;
        throw error;
      } finally {
        endTrace?.(thrown);
        stepMs[name] = Math.round((performance.now() - startedMs) * 1_000) / 1_000;
      }
    },
    facts: () => ({ ...facts, ...(Object.keys(stepMs).length > 0 && { stepMs }) }),
  };
}
