import type { AuditRecord, Trail } from "../model/ports.ts";

/** A trail that can be read once the request is over. */
export interface AuditTrail extends Trail {
  readonly facts: () => Partial<AuditRecord>;
}

/** Collects what becomes known of one request, and how long each step of it took. */
export function createAuditTrail(): AuditTrail {
  const facts: Partial<AuditRecord> = {};
  const stepMs: Record<string, number> = {};
  return {
    learn: (more) => {
      Object.assign(facts, more);
    },
    step: async (name, work) => {
      const startedMs = performance.now();
      try {
        return await work();
      } finally {
        stepMs[name] = Math.round((performance.now() - startedMs) * 1_000) / 1_000;
      }
    },
    facts: () => ({ ...facts, ...(Object.keys(stepMs).length > 0 && { stepMs }) }),
  };
}
