import { Fault } from "../model/fault.ts";
import type { CurrentPolicyMap } from "../model/ports.ts";
import type { PolicyMapStatus } from "./policy-map-event.ts";
import { createPolicyMapState, type PolicyMapStateOptions } from "./policy-map-state.ts";
import { settledWithin } from "./settled-within.ts";

export interface LivePolicyMapLimits {
  /** A change takes effect on the first request after this time, or up to a fifth of it sooner. */
  readonly refreshAfterMs: number;
  /** The longest that a request waits for a refresh while it has a map to go on with. */
  readonly waitMs: number;
  /** The least time between two attempts while there is no map at all. */
  readonly retryAfterMs: number;
  /** A refresh under way for longer than this was frozen: nobody waits for it, and what it brings is dropped. */
  readonly frozenAfterMs: number;
  /** When the source could not be read for so long, its last map decides nothing more; undefined: it does, however old. */
  readonly maxAgeMs: number | undefined;
}

export interface LivePolicyMapOptions extends PolicyMapStateOptions {
  /** 0 to 1, 1 excluded. */
  readonly random: () => number;
  readonly limits?: Partial<LivePolicyMapLimits>;
}

export interface LivePolicyMap {
  readonly current: CurrentPolicyMap;
  readonly describe: () => PolicyMapStatus;
}

const defaultLimits: LivePolicyMapLimits = {
  refreshAfterMs: 30_000,
  // SDKs give up after a second; a conditional request mostly takes a tenth of this.
  waitMs: 300,
  retryAfterMs: 1_000,
  frozenAfterMs: 10_000,
  maxAgeMs: undefined,
};

interface Refresh {
  readonly startedAtMs: number;
  /** From its start until the next one is due; undefined: it is under way. */
  pauseMs: number | undefined;
  /** From its start until the source takes the next question. */
  askedPauseMs: number;
  /** Never rejects. */
  done: Promise<void>;
}

/**
 * The policy map in force, refreshed within requests and never by a timer, because Lambda freezes between requests.
 *
 * The request that finds a look at the source due begins it, and it and those that come meanwhile wait for it, `waitMs` from
 * its beginning at most, and then go on with the map that there is: so a deny takes effect for the very request that
 * finds it, and a source that hangs costs a request a fraction of a second at most. A map is swapped whole.
 */
export function createLivePolicyMap({ random, ...options }: LivePolicyMapOptions): LivePolicyMap {
  const { source, now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const state = createPolicyMapState(options);
  let latest: Refresh | undefined;

  /** Either way, so that a clock that was set back neither blocks refreshes nor keeps a map for longer than the limit. */
  const ageMs = (sinceMs: number) => Math.abs(now() - sinceMs);

  /** The refresh that is under way, or after which none is due yet; a new one otherwise. */
  function lastRefresh(): Refresh {
    if (latest !== undefined) {
      if (ageMs(latest.startedAtMs) < restMs(latest)) return latest;
    }
    const refresh: Refresh = { startedAtMs: now(), pauseMs: undefined, askedPauseMs: 0, done: Promise.resolve() };
    latest = refresh;
    refresh.done = runRefresh(refresh);
    return refresh;
  }

  function restMs({ pauseMs, askedPauseMs }: Refresh): number {
    if (pauseMs === undefined) return limits.frozenAfterMs;
    const ownPauseMs = usable() === undefined ? Math.min(limits.retryAfterMs, pauseMs) : pauseMs;
    return Math.max(ownPauseMs, askedPauseMs);
  }

  async function runRefresh(refresh: Refresh): Promise<void> {
    const isLatest = () => latest === refresh;
    try {
      const reading = await source.read(state.seenVersion());
      refresh.askedPauseMs = reading.pollAfterMs ?? 0;
      if (isLatest()) await state.take({ startedAtMs: refresh.startedAtMs, isLatest }, reading);
    } catch (error) {
      if (isLatest()) state.noteUnreadable(error);
    }
    // Up to a fifth sooner by chance, so that processes that began together do not go on asking together.
    refresh.pauseMs = limits.refreshAfterMs * (1 - random() / 5);
  }

  /**
   * The live map, unless its source was out of reach for too long. A source that holds a refused map was reached: who publishes
   * an invalid map must not stop the service, and is told in time by its own alarm.
   */
  function usable() {
    const isUsable = limits.maxAgeMs === undefined || ageMs(state.reachedAtMs()) < limits.maxAgeMs;
    return isUsable ? state.live() : undefined;
  }

  function whyNone(): Fault {
    return state.live() === undefined
      ? state.fault()
      : new Fault("UpstreamUnavailable", `the policy map ${source.location} is too old to decide with`);
  }

  return {
    current: async () => {
      const refresh = lastRefresh();
      if (usable() === undefined) {
        await refresh.done;
      } else if (refresh.pauseMs === undefined) {
        await settledWithin(refresh.done, limits.waitMs - ageMs(refresh.startedAtMs));
      }
      const live = usable();
      if (live === undefined) throw whyNone();
      return live.loaded;
    },
    describe: state.describe,
  };
}
