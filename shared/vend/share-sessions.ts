import type { Clock } from "../model/ports.ts";
import type { Session } from "../model/session.ts";
import type { SharedSessions } from "../model/shared-session.ts";
import { sharingMs } from "../model/sharing-ms.ts";
import { freshnessOf, freshUntilMs } from "./freshness.ts";
import { landedWithin } from "./landed-within.ts";
import { sessionDigest } from "./session-digest.ts";
import { sparesSession } from "./spares-session.ts";
import type { WalkHops } from "./walk-hops.ts";

/**
 * Mints for all instances: of those that need the same session at the same time one asks STS, and the others wait for a moment for what it
 * gets, and then ask themselves. All of it counts towards the budget: who waits in vain has less time left for STS, but never less than STS
 * may need, however slow the table is; and what is told to the others after STS has answered is waited for while there is time, and no longer.
 */
export function shareSessions(
  walkHops: WalkHops,
  shared: SharedSessions,
  { now, budgetMs }: { readonly now: Clock; readonly budgetMs: number },
): WalkHops {
  async function fromOthers(digest: string, leftMs: () => number): Promise<Session | undefined> {
    if ((await shared.reserve(digest)) !== "theirs") return undefined;
    for (const pauseMs of sharingMs.pauses) {
      if (pauseMs >= leftMs()) return undefined;
      await pause(pauseMs);
      const { session, refused } = await shared.recall(digest);
      if (session !== undefined && freshnessOf(session, now()) === "fresh") return session;
      if (refused !== undefined) return undefined;
    }
    return undefined;
  }

  const leftMs = (startedAtMs: number) => budgetMs - Math.abs(now() - startedAtMs);

  async function mint(digest: string, asked: Parameters<WalkHops>[0], startedAtMs: number): Promise<Session> {
    const inTime = (told: Promise<void>) => landedWithin(told, leftMs(startedAtMs));
    try {
      const session = await walkHops(asked, startedAtMs);
      await inTime(shared.keep(digest, session, freshUntilMs(session)));
      return session;
    } catch (error) {
      if (!sparesSession(error)) await inTime(shared.forget(digest));
      throw error;
    }
  }

  return async (asked, startedAtMs = now()) => {
    const digest = sessionDigest(asked);
    const shareMs = () => leftMs(startedAtMs) - sharingMs.leftForSts;
    const theirs = shareMs() > 0 ? await landedWithin(fromOthers(digest, shareMs), shareMs()) : undefined;
    return theirs === undefined ? await mint(digest, asked, startedAtMs) : { ...theirs, isShared: true };
  };
}

function pause(timeMs: number): Promise<void> {
  return timeMs === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, timeMs));
}
