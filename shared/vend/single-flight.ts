import type { Clock } from "../model/ports.ts";

/** Work that is under way for all who want its result. */
export interface Flight<Value> {
  readonly startedAtMs: number;
  /** What its time counts from: that of who began it. */
  readonly sinceMs: number;
  readonly landing: Promise<Value>;
}

/** At most one piece of work for a key at a time. */
export interface SingleFlight<Value> {
  readonly underWay: (key: string) => Flight<Value> | undefined;
  /**
   * Joins the work that is under way, or starts it.
   * @param sinceMs what its time counts from; now, where undefined
   */
  readonly join: (key: string, work: Work<Value>, sinceMs?: number) => Flight<Value>;
}

/**
 * Keeps its result itself before it returns, so that nobody can come between and start once more.
 * @param counts whether the result still does: none does that a later flight has overtaken
 */
export type Work<Value> = (counts: () => boolean, startedAtMs: number) => Promise<Value>;

/**
 * @param frozenAfterMs Lambda freezes a process between requests: work under way for longer than this was frozen half-way, so
 *   it is neither waited for nor in the way
 */
export function createSingleFlight<Value>(now: Clock, frozenAfterMs: number): SingleFlight<Value> {
  const flights = new Map<string, Flight<Value>>();

  function underWay(key: string): Flight<Value> | undefined {
    const flight = flights.get(key);
    // Either way, so that a clock that was set back does not make everybody wait.
    return flight !== undefined && Math.abs(now() - flight.startedAtMs) < frozenAfterMs ? flight : undefined;
  }

  function start(key: string, work: Work<Value>, sinceMs: number): Flight<Value> {
    const startedAtMs = now();
    const takeOff = Promise.withResolvers<void>();
    const counts = () => flights.get(key) === flight;
    const landing = takeOff.promise
      .then(() => work(counts, startedAtMs))
      .finally(() => {
        if (counts()) flights.delete(key);
      });
    landing.catch(() => undefined); // who still waits is told; perhaps nobody does any more
    const flight = { startedAtMs, sinceMs, landing };
    flights.set(key, flight);
    takeOff.resolve();
    return flight;
  }

  return { underWay, join: (key, work, sinceMs = now()) => underWay(key) ?? start(key, work, sinceMs) };
}
