import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A clock for functions and for whom they speak with, that can be moved on. */
export interface MovableClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * Moves it on at once, for processes that run and processes that are frozen.
   * @param timers whether what timers go by is moved as well; AWS does not say whether it stands still while a function is frozen
   */
  readonly moveOn: (byMs: number, timers: "with timers" | "without timers") => void;
  /** What a process needs in its environment to go by it. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => void;
}

/**
 * @param library `sandbox.c`, compiled
 * @param folder where its offsets are kept
 */
export function openClock(library: string, folder: string): MovableClock {
  const path = join(folder, "clock-offsets");
  const file = openSync(path, "w");
  const offsets = new BigInt64Array(2);
  const write = () => writeSync(file, new Uint8Array(offsets.buffer), 0, offsets.byteLength, 0);
  write();
  return {
    now: () => Date.now() + Number((offsets[0] ?? 0n) / 1_000_000n),
    moveOn: (byMs, timers) => {
      const nanoseconds = BigInt(byMs) * 1_000_000n;
      offsets[0] = (offsets[0] ?? 0n) + nanoseconds;
      if (timers === "with timers") offsets[1] = (offsets[1] ?? 0n) + nanoseconds;
      write();
    },
    env: { LD_PRELOAD: library, CLOCK_OFFSETS_FILE: path },
    close: () => closeSync(file),
  };
}
