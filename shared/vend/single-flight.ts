import type { Clock } from "../model/ports.ts";

/** Work that is under way for all who want its result. */
export interface Flight<Value> {
  readonly startedAtMs: number;
  readonly landing: Promise<Value>;
}

/** At most one piece of work for a key at a time. */
export interface SingleFlight<Value> {
  readonly underWay: (key: string) => Flight<Value> | undefined;
  /**
   * Joins the work that is under way, or starts it.
   * @param work is told how to find out whether its result still counts, which it keeps itself before it returns: so nobody
   *   can come between and start once more
   */
  readonly join: (key: string, work: (counts: () => boolean) => Promise<Value>) => Flight<Value>;
}

/**
 * @param frozenAfterMs Lambda freezes a process between requests: work under way for longer than this was frozen half-way, so
 *   it is neither waited for nor in the way, and what it brings late does not count
 */
export function createSingleFlight<Value>(now: Clock, frozenAfterMs: number): SingleFlight<Value> {
  const flights = new Map<string, Flight<Value>>();

  function underWay(key: string): Flight<Value> | undefined {
    const flight = flights.get(key);
    // Either way, so that a clock that was set back does not make everybody wait.
    return flight !== undefined && Math.abs(now() - flight.startedAtMs) < frozenAfterMs ? flight : undefined;
  }

  function start(key: string, work: (counts: () => boolean) => Promise<Value>): Flight<Value> {
    const takeOff = Promise.withResolvers<void>();
    const counts = () => flights.get(key) === flight;
    const landing = takeOff.promise
      .then(() => work(counts))
      .finally(() => {
        if (counts()) flights.delete(key);
      });
    landing.catch(() => undefined); // who still waits is told; perhaps nobody does any more
    const flight = { startedAtMs: now(), landing };
    flights.set(key, flight);
    takeOff.resolve();
    return flight;
  }

  return { underWay, join: (key, work) => underWay(key) ?? start(key, work) };
}
