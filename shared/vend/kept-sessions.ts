import { createBoundedMap } from "../model/bounded-map.ts";
import type { Clock } from "../model/ports.ts";
import type { Session } from "../model/session.ts";

/** Sessions by digest, each for as long as it can last by when it was put here. */
export interface KeptSessions {
  /** Undefined as well for one that was put here in what is now the future, or longer ago than it lasts: the clock was set. */
  readonly get: (digest: string) => Session | undefined;
  readonly set: (digest: string, session: Session) => void;
  readonly delete: (digest: string) => void;
}

/** @param entries at most; the least recently used goes first */
export function createKeptSessions(entries: number, now: Clock): KeptSessions {
  const kept = createBoundedMap<{ readonly session: Session; readonly atMs: number }>({ entries });
  return {
    get: (digest) => {
      const entry = kept.get(digest);
      const ageMs = entry === undefined ? Number.NaN : now() - entry.atMs;
      return entry !== undefined && ageMs >= 0 && ageMs <= entry.session.durationSeconds * 1_000
        ? entry.session
        : undefined;
    },
    set: (digest, session) => kept.set(digest, { session, atMs: now() }),
    delete: kept.delete,
  };
}
