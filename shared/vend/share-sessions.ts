import type { Clock } from "../model/ports.ts";
import type { Session } from "../model/session.ts";
import type { SharedSessions } from "../model/shared-session.ts";
import { freshnessOf, freshUntilMs } from "./freshness.ts";
import { sessionDigest } from "./session-digest.ts";
import { sparesSession } from "./spares-session.ts";
import type { WalkHops } from "./walk-hops.ts";

/** Between two looks at what another instance mints: together some 140 ms, in which STS mostly answers. */
const pausesMs = [0, 20, 40, 80] as const;

/**
 * Mints for all instances: of those that need the same session at the same time one asks STS, and the others wait for a moment for what it
 * gets, and then ask themselves. All within the budget of the call, so that who waits in vain is no later than its time.
 */
export function shareSessions(walkHops: WalkHops, shared: SharedSessions, now: Clock): WalkHops {
  async function fromOthers(digest: string): Promise<Session | undefined> {
    if ((await shared.reserve(digest)) !== "theirs") return undefined;
    for (const pauseMs of pausesMs) {
      await pause(pauseMs);
      const { session, refused } = await shared.recall(digest);
      if (session !== undefined && freshnessOf(session, now()) === "fresh") return session;
      if (refused !== undefined) return undefined;
    }
    return undefined;
  }

  async function mint(digest: string, ...walk: Parameters<WalkHops>): Promise<Session> {
    try {
      const session = await walkHops(...walk);
      await shared.keep(digest, session, freshUntilMs(session));
      return session;
    } catch (error) {
      if (!sparesSession(error)) await shared.forget(digest);
      throw error;
    }
  }

  return async (asked, startedAtMs = now()) => {
    const digest = sessionDigest(asked);
    const theirs = await fromOthers(digest);
    return theirs === undefined ? await mint(digest, asked, startedAtMs) : { ...theirs, isShared: true };
  };
}

function pause(timeMs: number): Promise<void> {
  return timeMs === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, timeMs));
}
