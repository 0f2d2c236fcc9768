import { type BoundedMap, createBoundedMap } from "../model/bounded-map.ts";
import { Fault } from "../model/fault.ts";
import type { Clock } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { type BreakerLimits, type CallEnd, type CircuitBreaker, createCircuitBreaker } from "./circuit-breaker.ts";
import { isOutage } from "./sts-errors.ts";
import { createThrottleGate, type ThrottleGate } from "./throttle-gate.ts";

/** What stands between a request and STS: nothing, while STS answers. */
export interface StsGuards {
  /**
   * Makes a call, unless STS is known to be down or to throttle.
   * @param place.isCancelled whether the call was given up before it could end: it then says nothing of STS
   * @throws what the call throws; Fault `UpstreamUnavailable` and Refusal `Throttled` without a call
   */
  readonly guard: <Answer>(place: GuardedPlace, call: () => Promise<Answer>) => Promise<Answer>;
}

interface GuardedPlace {
  readonly region: string;
  readonly roleArn: string;
  readonly isCancelled: () => boolean;
}

const frozenAfterMs = 1_500;
const regionLimits: BreakerLimits = { outages: 5, openMs: 2_000, longestMs: 15_000, frozenAfterMs };
const accountLimits: BreakerLimits = { ...regionLimits, outages: 3 };

/** More accounts than this at a time are not told apart; a region's own circuit guards them all the same. */
const knownPlaces = 1_000;

/**
 * A circuit for each region and one for each account in it, and the rate that a region takes. Only an outage opens a circuit: an
 * account that refuses its role has answered.
 */
export function createStsGuards(now: Clock, random: () => number): StsGuards {
  const circuits = createBoundedMap<CircuitBreaker>({ entries: knownPlaces });
  const gates = createBoundedMap<ThrottleGate>({ entries: knownPlaces });
  const circuitOf = (key: string, limits: BreakerLimits) =>
    findOrMake(circuits, key, () => createCircuitBreaker(limits, now, random));

  /** Both circuits, or neither. */
  function enter(region: string, account: string): (end: CallEnd) => void {
    const both = [circuitOf(region, regionLimits), circuitOf(`${region} ${account}`, accountLimits)] as const;
    const waitMs = Math.max(...both.map((circuit) => circuit.closedForMs()));
    const exits = waitMs > 0 ? [] : both.map((circuit) => circuit.enter());
    const [ofRegion, ofAccount] = exits;
    if (ofRegion !== undefined && ofAccount !== undefined) {
      return (end) => {
        ofRegion(end);
        ofAccount(end);
      };
    }
    ofRegion?.("unknown");
    ofAccount?.("unknown");
    throw new Fault("UpstreamUnavailable", `STS in ${region} has not answered the last calls: it is not asked now`, {
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    });
  }

  return {
    guard: async ({ region, roleArn, isCancelled }, call) => {
      const gate = findOrMake(gates, region, () => createThrottleGate(now));
      const retryAfterSeconds = gate.enter();
      if (retryAfterSeconds !== undefined) {
        throw new Refusal("Throttled", `STS in ${region} throttles: it is asked less often`, { retryAfterSeconds });
      }
      const exit = enter(region, roleArn.split(":")[4] ?? "");
      try {
        const answer = await call();
        exit("answered");
        return answer;
      } catch (error) {
        exit(isCancelled() ? "unknown" : isOutage(error) ? "outage" : "answered");
        if (error instanceof Refusal && error.code === "Throttled") gate.throttled();
        throw error;
      }
    },
  };
}

function findOrMake<Value>(held: BoundedMap<Value>, key: string, make: () => Value): Value {
  const found = held.get(key);
  if (found !== undefined) return found;
  const made = make();
  held.set(key, made);
  return made;
}
