import type { ResolvedAssumption } from "../model/assumption.ts";
import { createBoundedMap } from "../model/bounded-map.ts";
import { Fault } from "../model/fault.ts";
import type { AssumeRole, Clock, ResolveExternalId, VendSession } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { Session, VendedSession } from "../model/session.ts";
import { finalCall } from "./final-call.ts";
import { isFresh, isUsable } from "./freshness.ts";
import { resolveExternalIds } from "./resolve-external-ids.ts";
import { sessionDigest } from "./session-digest.ts";

/**
 * Makes the one that turns assumptions into sessions: from the cache while they are fresh, else by STS, with one call for
 * all who ask for the same session at the same time.
 * @param limits.cachedSessions how many sessions are kept at most; the least recently used goes first
 */
export function createSessionVendor(
  ports: {
    readonly assumeRole: AssumeRole;
    readonly resolveExternalId: ResolveExternalId;
    readonly now: Clock;
  },
  limits: { readonly cachedSessions: number } = { cachedSessions: 10_000 },
): VendSession {
  const cache = createBoundedMap<Session>({ entries: limits.cachedSessions });
  const underWay = new Map<string, Promise<Session>>();

  function mint(digest: string, assumption: ResolvedAssumption): Promise<Session> {
    const others = underWay.get(digest);
    if (others !== undefined) {
      return others;
    }
    const minting = mintAndKeep(digest, assumption);
    underWay.set(digest, minting);
    return minting;
  }

  /** What becomes of the call is kept before the call stops being under way, so that nobody can come between and ask once more. */
  async function mintAndKeep(digest: string, assumption: ResolvedAssumption): Promise<Session> {
    try {
      const session = await walkHops(assumption, ports.assumeRole);
      cache.set(digest, session);
      return session;
    } catch (error) {
      if (!mayPass(error)) {
        cache.delete(digest);
      }
      throw error;
    } finally {
      underWay.delete(digest);
    }
  }

  return async (decided): Promise<VendedSession> => {
    const assumption = await resolveExternalIds(decided, ports.resolveExternalId);
    const digest = sessionDigest(assumption);
    const cached = cache.get(digest);
    if (cached !== undefined && isFresh(cached, finalCall(assumption).durationSeconds, ports.now())) {
      return { session: cached, from: "cache", staleReason: undefined };
    }
    try {
      return { session: await mint(digest, assumption), from: "sts", staleReason: undefined };
    } catch (error) {
      if (cached !== undefined && isUsable(cached, ports.now()) && mayPass(error)) {
        return { session: cached, from: "stale", staleReason: String(error) };
      }
      throw blameMap(error, assumption);
    }
  };
}

/** Calls STS once for each hop, each time with the credentials of the hop before. */
async function walkHops(assumption: ResolvedAssumption, assumeRole: AssumeRole): Promise<Session> {
  const { region } = assumption;
  const [first, ...others] = assumption.hops;
  let session = await assumeRole(first, { region, credentials: undefined });
  for (const hop of others) {
    session = await assumeRole(hop, { region, credentials: session });
  }
  return session;
}

/**
 * A role that does not allow the length which the map names is the admin's to mend: a caller that asked for none did nothing
 * wrong. Not shortened in silence, since who deploys the map can see at once that it does not fit. Told after the session
 * has been thrown away, which one caller may have asked for and another got by default.
 */
function blameMap(error: unknown, { isDurationAsked, hops, grant }: ResolvedAssumption): unknown {
  if (isDurationAsked || !(error instanceof Refusal) || error.code !== "DurationOutOfRange") return error;
  const { durationSeconds, roleArn } = hops.at(-1) ?? hops[0];
  return new Fault(
    "Internal",
    `grant ${grant}: its duration of ${durationSeconds} s is over the maximum session duration of ${roleArn}; raise the role's, or ` +
      `shorten the grant's: ${error.reason}`,
    { cause: error },
  );
}

/** Outages and throttles pass, and a session may outlast them; one of a role that is refused must not live on in the cache. */
function mayPass(error: unknown): boolean {
  return error instanceof Fault || (error instanceof Refusal && error.code === "Throttled");
}
