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
  /** Whether no circuit keeps a call from going there now. */
  readonly passes: (region: string, roleArn: string) => boolean;
}

interface GuardedPlace {
  readonly region: string;
  readonly roleArn: string;
  /** Whose quota the call counts for; undefined: this service's own account. */
  readonly signerAccount: string | undefined;
  readonly isCancelled: () => boolean;
}

const frozenAfterMs = 1_500;
const limits: BreakerLimits = { outages: 3, openMs: 2_000, longestMs: 15_000, frozenAfterMs };

/** Where STS throttled a call. */
export interface StsThrottle {
  readonly region: string;
  readonly roleArn: string;
  /** Whose quota was used up; `own`: that of this service's own account. */
  readonly signerAccount: string;
}

/** More accounts than this at a time are not told apart; a region's own circuit guards them all the same. */
const knownPlaces = 1_000;

/**
 * A circuit for each region and one for each account in it, and the rate that a region takes of who signs. Only an outage opens a
 * circuit: an account that refuses its role has answered. A region's is opened by three accounts, each of which counts once: two
 * that are down, however often they are asked, say nothing of the others.
 */
export function createStsGuards(
  now: Clock,
  random: () => number,
  onThrottled: (throttle: StsThrottle) => void,
): StsGuards {
  const circuits = createBoundedMap<CircuitBreaker>({ entries: knownPlaces });
  const gates = createBoundedMap<ThrottleGate>({ entries: knownPlaces });
  const circuitOf = (key: string) => findOrMake(circuits, key, () => createCircuitBreaker(limits, now, random));

  const circuitsOf = (region: string, account: string) =>
    [circuitOf(region), circuitOf(`${region} ${account}`)] as const;

  /** Both circuits, or neither. */
  function enter(region: string, account: string): (end: CallEnd) => void {
    const [regional, own] = circuitsOf(region, account);
    const waitMs = Math.max(regional.closedForMs(), own.closedForMs());
    // What is known of an account already is no news of its region, but where that is probed.
    const isKnown = own.isOpen() && !regional.isOpen();
    const [ofRegion, ofAccount] = waitMs > 0 ? [] : [regional.enter(), own.enter()];
    if (ofRegion !== undefined && ofAccount !== undefined) {
      return (end) => {
        ofRegion(end === "outage" && isKnown ? "unknown" : end, account);
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
    passes: (region, roleArn) => circuitsOf(region, accountOf(roleArn)).every((circuit) => circuit.closedForMs() === 0),
    guard: async ({ region, roleArn, signerAccount = "own", isCancelled }, call) => {
      const exit = enter(region, accountOf(roleArn));
      // After the circuits: what they refuse is not sent, and so neither counts for the rate nor takes from it.
      const gate = findOrMake(gates, `${region} ${signerAccount}`, () => createThrottleGate(now));
      const retryAfterSeconds = gate.enter();
      if (retryAfterSeconds !== undefined) {
        exit("unknown");
        throw new Refusal("Throttled", `STS in ${region} throttles: it is asked less often`, { retryAfterSeconds });
      }
      try {
        const answer = await call();
        exit("answered");
        return answer;
      } catch (error) {
        exit(isCancelled() ? "unknown" : isOutage(error) ? "outage" : "answered");
        if (error instanceof Refusal && error.code === "Throttled") {
          gate.throttled();
          onThrottled({ region, roleArn, signerAccount });
        }
        throw error;
      }
    },
  };
}

function accountOf(roleArn: string): string {
  return roleArn.split(":")[4] ?? "";
}

function findOrMake<Value>(held: BoundedMap<Value>, key: string, make: () => Value): Value {
  const found = held.get(key);
  if (found !== undefined) return found;
  const made = make();
  held.set(key, made);
  return made;
}
