import type { Clock } from "../model/ports.ts";
import type { SharedSession, SharedSessions } from "../model/shared-session.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import type { DataKeys } from "./data-keys.ts";
import { isPassing } from "./failure-kind.ts";
import { describeSdkError } from "./sdk-error.ts";
import { SealBroken } from "./seal-broken.ts";
import { openText, sealText } from "./seal-session.ts";
import { printSession, readSession } from "./session-text.ts";
import type { SharedSessionTable } from "./shared-session-table.ts";
import { withinTime } from "./within-time.ts";

/** What an operator should know of the shared sessions. */
export interface SharedSessionsEvent {
  /**
   * `refused`: an entry was changed, or put there by somebody else; `unavailable`: they do without for a while; `denied`: the same, and it does
   * not pass by itself, since a right is missing, or table or key are disabled or gone.
   */
  readonly kind: "refused" | "unavailable" | "denied";
  readonly reason: string;
}

export interface SharedSessionsOptions {
  readonly table: SharedSessionTable;
  readonly keys: DataKeys;
  readonly now: Clock;
  readonly random: () => number;
  /** For each thing that is asked, table and KMS together. */
  readonly timeoutMs: number;
  /** Never throws. */
  readonly onEvent: (event: SharedSessionsEvent) => void;
}

/** Sessions in a table, and what makes them ready. */
export interface ReadySharedSessions extends SharedSessions {
  /** Loads the clients, opens their connections and has a data key made, so that no request waits for that. Never rejects. */
  readonly warm: () => Promise<void>;
}

/** One that hangs costs its time-out once, and then nothing until the next probe. */
const breakerLimits = { outages: 1, openMs: 2_000, longestMs: 60_000, frozenAfterMs: 1_000 };

/** Far more than a start may take to load two clients. */
const warmMs = 2_000;

const nothing: SharedSession = { session: undefined, refused: undefined };

/**
 * Sessions sealed with AES-256-GCM under a KMS data key, with their digest: whoever may write to the table can take them away or put old ones
 * of the same digest back, but cannot make one, change one, or give one to somebody else.
 */
export function createSharedSessions({ table, keys, ...options }: SharedSessionsOptions): ReadySharedSessions {
  const { now, random, timeoutMs, onEvent } = options;
  const breaker = createCircuitBreaker(breakerLimits, now, random);

  /** What the work brings within its time; undefined where it does not, or is not even tried. @throws SealBroken */
  async function ask<Value>(
    work: (signal: AbortSignal) => Promise<Value>,
    timeMs = timeoutMs,
  ): Promise<Value | undefined> {
    const end = breaker.enter();
    if (end === undefined) return undefined;
    try {
      const value = await withinTime(work, timeMs);
      end("answered");
      return value;
    } catch (error) {
      const isAnswer = error instanceof SealBroken;
      end(isAnswer ? "answered" : "outage");
      if (isAnswer) throw error;
      onEvent({ kind: isPassing(error) ? "unavailable" : "denied", reason: describeSdkError(error) });
      return undefined;
    }
  }

  async function read(digest: string, signal: AbortSignal): Promise<SharedSession> {
    const entry = await table.read(digest, signal);
    if (entry === undefined) return nothing;
    const key = await keys.open(entry.dataKey, signal);
    return { session: readSession(openText(entry.sealed, digest, key)), refused: undefined };
  }

  return {
    recall: async (digest) => {
      try {
        return (await ask((signal) => read(digest, signal))) ?? nothing;
      } catch (error) {
        const { message: refused } = error as SealBroken;
        onEvent({ kind: "refused", reason: refused });
        return { session: undefined, refused };
      }
    },
    reserve: async (digest) => {
      const isMine = await ask((signal) => table.reserve(digest, signal));
      return isMine === undefined ? "unknown" : isMine ? "mine" : "theirs";
    },
    keep: async (digest, session, freshUntilMs) => {
      await ask(async (signal) => {
        const { key, encrypted: dataKey } = await keys.current(signal);
        const sealed = sealText(printSession(session), digest, key);
        await table.write(digest, { sealed, dataKey, freshUntilMs, expiresAtMs: session.expiresAtMs }, signal);
      });
    },
    forget: async (digest) => {
      await ask((signal) => table.remove(digest, signal));
    },
    warm: async () => {
      await ask(async (signal) => {
        await Promise.all([table.read("warm", signal), keys.current(signal)]);
      }, warmMs);
    },
  };
}
