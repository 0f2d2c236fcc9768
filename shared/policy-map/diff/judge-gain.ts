import type { Caller } from "../../model/caller.ts";
import { decideRequest, sampledCaller } from "./decide-request.ts";
import { givesNoMore } from "./gives-no-more.ts";
import { liveGrant, type MapSide } from "./map-side.ts";
import { olderAsks } from "./older-asks.ts";
import type { Outcome, SampledRequest, VendedOutcome, Witness } from "./policy-map-diff.ts";

/** The two maps, and what the newer one's grants were called in the older. */
export interface Comparison {
  readonly older: MapSide;
  readonly newer: MapSide;
  /** By newer name; absent: a grant that the older map has not. */
  readonly formerNames: ReadonlyMap<string, string>;
}

/**
 * Whether the sender of a request gains: the newer map gives a session for it that the older one gives the same caller, under
 * the same circumstances, for no request whatever. Renaming or splitting a grant gives nobody anything.
 * A request that names no grant is judged by itself where a grant that is a default only now answers it: a client that asks
 * as ever would hold another role.
 */
export function judgeGain(comparison: Comparison, request: SampledRequest): Witness | undefined {
  const { older, newer } = comparison;
  const caller = sampledCaller(newer, request);
  if ("refused" in caller) return undefined;
  const after = decideRequest(newer, caller, request.ask, request.facts);
  if ("refused" in after) return undefined;
  const olderCaller = sampledCaller(older, request);
  if ("refused" in olderCaller) return { request, before: olderCaller, after };
  const before =
    request.ask.grant === undefined
      ? unnamedBefore(comparison, olderCaller, request, after)
      : bestBefore(comparison, olderCaller, request, after);
  return before === undefined ? undefined : { request, before, after };
}

/** Undefined where the older map gives no less, or where it cannot be told. */
function bestBefore(
  { older, formerNames }: Comparison,
  caller: Caller,
  { ask, facts }: SampledRequest,
  after: VendedOutcome,
): Outcome | undefined {
  const asks = olderAsks(older, caller, after, ask);
  if (asks === undefined) return undefined;
  const formerName = formerNames.get(after.grant);
  let best: VendedOutcome | undefined;
  for (const olderAsk of asks) {
    const outcome = decideRequest(older, caller, olderAsk, facts);
    if ("refused" in outcome) continue;
    if (givesNoMore(after, outcome)) return undefined;
    if (best === undefined || outcome.grant === formerName) best = outcome;
  }
  return best ?? decideRequest(older, caller, { ...ask, grant: formerName ?? after.grant }, facts);
}

function unnamedBefore(
  { older, newer, formerNames }: Comparison,
  caller: Caller,
  { ask, facts }: SampledRequest,
  after: VendedOutcome,
): Outcome | undefined {
  const wasDefault = liveGrant(older, formerNames.get(after.grant) ?? "")?.isDefault === true;
  if (wasDefault || liveGrant(newer, after.grant)?.isDefault !== true) return undefined;
  const before = decideRequest(older, caller, ask, facts);
  return "refused" in before || !givesNoMore(after, before) ? before : undefined;
}
