import type { Session } from "../model/session.ts";

/** Sessions by digest, for the life of a process. */
export interface SessionCache {
  readonly get: (digest: string) => Session | undefined;
  readonly set: (digest: string, session: Session) => void;
  readonly delete: (digest: string) => void;
}

/**
 * Keeps at most `limit` sessions; the least recently used goes first. A `Map` keeps the order in which keys were set, so
 * setting a key again on every use makes its first key the one to drop.
 */
export function createSessionCache(limit: number): SessionCache {
  const sessions = new Map<string, Session>();
  const set = (digest: string, session: Session) => {
    sessions.delete(digest);
    sessions.set(digest, session);
    const oldest = sessions.keys().next();
    if (sessions.size > limit && !oldest.done) {
      sessions.delete(oldest.value);
    }
  };
  const get = (digest: string) => {
    const session = sessions.get(digest);
    if (session !== undefined) {
      set(digest, session);
    }
    return session;
  };
  return { get, set, delete: (digest) => sessions.delete(digest) };
}
