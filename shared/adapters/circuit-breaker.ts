import type { Clock } from "../model/ports.ts";

/** How a call ended, for who guards the way: `unknown` where it was given up before it could end. */
export type CallEnd = "answered" | "outage" | "unknown";

/** @param of whose call it was, where many outages of one say no more than one; undefined: each is its own */
type Exit = (end: CallEnd, of?: string) => void;

/** Spares a dependency that is down, and its callers the wait. */
export interface CircuitBreaker {
  /**
   * Lets a call pass, or none while the circuit is open. After the time for which it is open, one call passes as a probe
   * and all others wait for how it ends, so that what has just recovered is not overrun.
   * @returns what to tell how the call ended; undefined: not now
   */
  readonly enter: () => Exit | undefined;
  /** Whether calls pass as probes, if at all. */
  readonly isOpen: () => boolean;
  /** Until the next probe; 0 where calls pass. */
  readonly closedForMs: () => number;
}

export interface BreakerLimits {
  /** So many outages in a row open the circuit, each of another. */
  readonly outages: number;
  /** How long it is open at first: twice as long after each probe that fails, up to `longestMs`. */
  readonly openMs: number;
  readonly longestMs: number;
  /** A probe under way for longer was frozen half-way: the next one may go, and what it tells late is not believed. */
  readonly frozenAfterMs: number;
}

/**
 * Without a timer, since Lambda freezes a process between requests: what time it is is looked up when a call comes. Libraries
 * for this (cockatiel, opossum) add 2 to 4 ms to every cold start, and count by timers.
 */
export function createCircuitBreaker(limits: BreakerLimits, now: Clock, random: () => number): CircuitBreaker {
  const outages = new Set<unknown>();
  let failedProbes = 0;
  let openedAtMs = 0;
  let openMs = 0;
  let probeAtMs: number | undefined;

  /** Either way, so that a clock that was set back does not keep the circuit open. */
  const sinceMs = (atMs: number) => Math.abs(now() - atMs);
  const isOpen = () => outages.size >= limits.outages;
  const closedForMs = () => (isOpen() ? Math.max(0, openMs - sinceMs(openedAtMs)) : 0);

  /** Up to a quarter more or less: circuits that opened together do not probe together. */
  function open(): void {
    openedAtMs = now();
    openMs = Math.min(limits.longestMs, limits.openMs * 2 ** failedProbes) * (0.75 + random() / 2);
  }

  function note(end: CallEnd, enteredAtMs: number, isProbe: boolean, of: unknown): void {
    if (isProbe && probeAtMs === enteredAtMs) probeAtMs = undefined;
    if (sinceMs(enteredAtMs) > limits.frozenAfterMs) return;
    if (end === "answered") {
      outages.clear();
      failedProbes = 0;
    }
    // Calls that went before it opened say nothing new.
    if (end !== "outage" || (isOpen() && !isProbe)) return;
    if (isOpen()) failedProbes += 1;
    else outages.add(of);
    if (isOpen()) open();
  }

  return {
    closedForMs,
    isOpen,
    enter: () => {
      if (closedForMs() > 0) return undefined;
      const enteredAtMs = now();
      const isProbe = isOpen();
      if (isProbe) {
        if (probeAtMs !== undefined && sinceMs(probeAtMs) < limits.frozenAfterMs) return undefined;
        probeAtMs = enteredAtMs;
      }
      return (end, of) => note(end, enteredAtMs, isProbe, of ?? Symbol());
    },
  };
}
