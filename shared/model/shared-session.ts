import type { Session } from "./session.ts";

/** What the shared sessions hold under a digest. */
export interface SharedSession {
  /** Of whatever age; undefined: none, or none that can be had in time. */
  readonly session: Session | undefined;
  /** Why an entry that is there was not believed; undefined: there was none such. */
  readonly refused: string | undefined;
}

/**
 * Who mints the next session of a digest:
 * - `mine`: this instance, and the others wait for it for a moment;
 * - `theirs`: another one is at it, or has just done it;
 * - `unknown`: that cannot be told, so that each does it for itself.
 */
type Reservation = "mine" | "theirs" | "unknown";

/**
 * Sessions that all instances share. Nothing here rejects, or takes long: what cannot be had in time is as if it were not there, so
 * that an instance is never worse off than alone.
 */
export interface SharedSessions {
  readonly recall: (digest: string) => Promise<SharedSession>;
  readonly reserve: (digest: string) => Promise<Reservation>;
  /** @param freshUntilMs until when nobody need mint another */
  readonly keep: (digest: string, session: Session, freshUntilMs: number) => Promise<void>;
  /** A session whose role is refused must not live on. */
  readonly forget: (digest: string) => Promise<void>;
}
