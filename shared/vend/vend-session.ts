import type { Assumption, ResolvedAssumption } from "../model/assumption.ts";
import { Fault } from "../model/fault.ts";
import type { AssumeRole, Clock, ResolveExternalId, VendSession } from "../model/ports.ts";
import type { Session, VendedSession } from "../model/session.ts";
import type { SharedSession, SharedSessions } from "../model/shared-session.ts";
import { blameMap } from "./blame-map.ts";
import { freshnessOf } from "./freshness.ts";
import { landedWithin } from "./landed-within.ts";
import { type Asking, createMint } from "./mint-sessions.ts";
import { createRecall } from "./recall-session.ts";
import { resolveExternalIds } from "./resolve-external-ids.ts";
import { sessionDigest } from "./session-digest.ts";
import { shareSessions } from "./share-sessions.ts";
import { sparesSession } from "./spares-session.ts";
import { createWalkHops } from "./walk-hops.ts";

export interface VendLimits {
  /** How many sessions are kept at most; the least recently used goes first. */
  readonly cachedSessions: number;
  /**
   * The longest that a request waits for STS while it has a session to answer with. More than an attempt takes, or one region and
   * the next: a process that is frozen once it has answered would else never get a successor from an STS that is slow.
   */
  readonly waitMs: number;
  /** The longest that a request without one waits, external IDs, all calls of a chain and what others are asked together: SDKs give up after one second. */
  readonly budgetMs: number;
  readonly refusedMs: number;
  readonly troubleMs: number;
  /** More than the budget: minting under way for longer was frozen half-way. */
  readonly frozenAfterMs: number;
}

const defaultLimits: VendLimits = {
  cachedSessions: 10_000,
  waitMs: 450,
  budgetMs: 600,
  refusedMs: 5_000,
  troubleMs: 5_000,
  frozenAfterMs: 1_000,
};

/** With less time more than the first try had, another one is not likely to do better. */
const anotherTryMs = 200;

/** A chain's own session is called with at once: five minutes leave room for clocks. */
const signingMs = 5 * 60_000;

/**
 * Makes the one that turns assumptions into sessions: from the cache while they are fresh, else by STS, with one call for
 * all who ask for the same session at the same time. Whatever is minted, is minted during a request and waited for, since
 * Lambda freezes a process that has answered; the wait is short where there is a session to answer with.
 */
export function createSessionVendor(
  ports: {
    readonly assumeRole: AssumeRole;
    readonly resolveExternalId: ResolveExternalId;
    readonly now: Clock;
    /** Undefined: each instance is alone. */
    readonly sharedSessions?: SharedSessions | undefined;
  },
  changes: Partial<VendLimits> = {},
): VendSession {
  const limits = { ...defaultLimits, ...changes };
  const { now, sharedSessions: shared } = ports;
  const walkHops = createWalkHops(ports, { ...limits, keptSessions: limits.cachedSessions, signingMs });
  const mint = createMint(
    shared === undefined ? walkHops : shareSessions(walkHops, shared, { now, budgetMs: limits.budgetMs }),
    now,
    limits,
  );
  const recall = createRecall(shared, now, limits.frozenAfterMs);

  /** The successor of a session that can still be answered, or undefined and why there is none now. */
  async function replace(
    digest: string,
    assumption: ResolvedAssumption,
    asking: Asking,
  ): Promise<{ readonly session: Session | undefined; readonly reason: string }> {
    const trouble = mint.trouble(digest);
    if (trouble !== undefined) return { session: undefined, reason: String(trouble) };
    try {
      const { landing, startedAtMs } = mint.join(digest, assumption, asking);
      const session = await landedWithin(landing, limits.waitMs - Math.abs(now() - startedAtMs));
      if (session !== undefined) return { session, reason: "" };
      const slow = new Fault("UpstreamUnavailable", `STS takes longer than ${limits.waitMs} ms`);
      mint.giveUp(digest, slow);
      return { session, reason: String(slow) };
    } catch (error) {
      if (!sparesSession(error)) throw error;
      return { session: undefined, reason: String(error) };
    }
  }

  /**
   * The session of a minting that nobody can spare. Who joined one of another that had come much earlier, and so had less time left for it,
   * joins or begins once more where that one comes to nothing.
   */
  async function mintNew(digest: string, assumption: ResolvedAssumption, asking: Asking): Promise<Session> {
    const { landing, sinceMs } = mint.join(digest, assumption, asking);
    try {
      return await landing;
    } catch (error) {
      if (asking.startedAtMs - sinceMs < anotherTryMs || !isOutage(error)) throw error;
      return await mint.join(digest, assumption, asking).landing;
    }
  }

  /** What this instance has itself or, where that is spent, what others have: kept from then on as its own. */
  async function look(digest: string): Promise<SharedSession & { readonly from: "cache" | "shared" }> {
    const own = usable(mint.kept(digest));
    if (own !== undefined || mint.isRefused(digest)) return { session: own, from: "cache", refused: undefined };
    const { session, refused } = await recall(digest);
    const theirs = usable(session);
    if (theirs !== undefined) mint.adopt(digest, theirs);
    return { session: theirs, from: "shared", refused };
  }

  function usable(session: Session | undefined): Session | undefined {
    return session === undefined || freshnessOf(session, now()) === "spent" ? undefined : session;
  }

  async function vend(digest: string, assumption: ResolvedAssumption, asking: Asking): Promise<VendedSession> {
    const { session: kept, from, refused } = await look(digest);
    if (kept === undefined) {
      const session = await mintNew(digest, assumption, asking);
      return { ...minted(session), ...(refused !== undefined && { sharedRefusal: refused }) };
    }
    const freshness = freshnessOf(kept, now());
    if (freshness === "fresh" || (freshness === "aging" && mint.isUnderWay(digest))) {
      return { session: kept, from, staleReason: undefined };
    }
    const { session, reason } = await replace(digest, assumption, asking);
    if (session !== undefined) return minted(session);
    return freshness === "aging"
      ? { session: kept, from, staleReason: undefined }
      : { session: kept, from: "stale", staleReason: reason };
  }

  /** Within the same time as all that follows: a store that hangs must not make a caller wait for longer than an STS that does. */
  async function resolve(decided: Assumption): Promise<ResolvedAssumption> {
    const assumption = await landedWithin(resolveExternalIds(decided, ports.resolveExternalId), limits.budgetMs);
    if (assumption !== undefined) return assumption;
    throw new Fault("UpstreamUnavailable", `an external ID cannot be had within ${limits.budgetMs} ms`);
  }

  return async (decided, beforeMinting) => {
    const startedAtMs = now();
    const assumption = await resolve(decided);
    try {
      return await vend(sessionDigest(assumption), assumption, { startedAtMs, beforeMinting });
    } catch (error) {
      throw blameMap(error, assumption);
    }
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof Fault && error.code === "UpstreamUnavailable";
}

function minted(session: Session): VendedSession {
  return { session, from: session.isShared ? "shared" : "sts", staleReason: undefined };
}
