import type { Grant } from "../../model/policy-document.ts";
import type { Vary } from "./finding.ts";
import { type Comparison, judgeGain } from "./judge-gain.ts";
import type { SampledRequest, Witness } from "./policy-map-diff.ts";
import { sampleRequests, type Wanted } from "./sample-requests.ts";

/** How much may still be tried: maps in which thousands of grants change must not take minutes. */
export interface Budget {
  /** Questions for which the rules of a grant are made ready: some 300 µs each. */
  questions: number;
  /** Requests beyond the first of a question: some 50 µs each. */
  requests: number;
}

/** A request by which somebody gains through a newer grant, if one is found. */
export function findWitness(
  comparison: Comparison,
  grant: Grant,
  budget: Budget,
  limits: Pick<Wanted, "also" | "issuers"> & {
    readonly former?: Grant | undefined;
    readonly vary?: Vary | undefined;
  } = {},
  change: (request: SampledRequest) => readonly SampledRequest[] = (request) => [request],
): Witness | undefined {
  const { older, newer } = comparison;
  if (budget.questions-- <= 0) return undefined;
  for (const request of sampleRequests({ older, newer, grant, former: undefined, ...limits })) {
    for (const changed of change(request)) {
      const witness = judgeGain(comparison, changed);
      if (witness !== undefined) return witness;
      if (budget.requests-- <= 0) return undefined;
    }
  }
  return undefined;
}
