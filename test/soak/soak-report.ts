import type { MemoryVerdict } from "./judge-memory.ts";
import type { MemorySample } from "./memory-sample.ts";

/** What a soak has seen. */
export interface SoakReport {
  readonly minutes: number;
  readonly requests: number;
  /** By the clock that was moved. */
  readonly clockHours: number;
  readonly subjects: number;
  /** Answers by kind of request and by status. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly sessions: number;
  readonly stsCalls: number;
  readonly stsThrottled: number;
  readonly mapVersions: number;
  readonly keyRotations: number;
  /** Two-second rounds in which the machine let one of the processes stand still; what is slow in them is not held against the service. */
  readonly stalledRounds: number;
  readonly rounds: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly slowest: number };
  /** Of one core, over the whole time, without what looking at the memory takes: the gateway's work is among it. */
  readonly serviceCores: number;
  readonly samples: readonly MemorySample[];
  /** Undefined for a soak that is too short for the caches to fill. */
  readonly memory: MemoryVerdict | undefined;
  /** What went wrong, each with how often; empty where nothing did. */
  readonly flaws: Readonly<Record<string, number>>;
}
