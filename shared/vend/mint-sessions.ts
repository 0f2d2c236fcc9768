import type { ResolvedAssumption } from "../model/assumption.ts";
import { createBoundedMap } from "../model/bounded-map.ts";
import type { Fault } from "../model/fault.ts";
import type { Clock } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { Session } from "../model/session.ts";
import { createKeptSessions } from "./kept-sessions.ts";
import { createSingleFlight, type Flight, type Work } from "./single-flight.ts";
import { sparesSession } from "./spares-session.ts";
import type { WalkHops } from "./walk-hops.ts";

/** On whose behalf a session is minted. */
export interface Asking {
  /** What the budget counts from. */
  readonly startedAtMs: number;
  /** Called where STS is about to be asked. */
  readonly beforeMinting: (() => void) | undefined;
}

/** Sessions by digest, and what became of the last try to mint one. */
export interface Mint {
  readonly kept: (digest: string) => Session | undefined;
  /** Keeps what another instance has minted. */
  readonly adopt: (digest: string, session: Session) => void;
  /** Whether it was just refused, and would be refused again without asking STS. */
  readonly isRefused: (digest: string) => boolean;
  /** Joins the minting that is under way, or starts it; one that was just refused is refused again without asking STS. */
  readonly join: (digest: string, assumption: ResolvedAssumption, asking: Asking) => Flight<Session>;
  readonly isUnderWay: (digest: string) => boolean;
  /** Notes that nobody waits for the minting under way any more. */
  readonly giveUp: (digest: string, why: Fault) => void;
  /** Why minting failed a moment ago, where that may pass: who has a session to go on with need not try again at once. */
  readonly trouble: (digest: string) => unknown;
}

export interface MintLimits {
  /** How many sessions are kept at most; the least recently used goes first. */
  readonly cachedSessions: number;
  /** How long a refusal is repeated without asking STS, so that an SDK's retries (twelve of Ruby's) are one call. */
  readonly refusedMs: number;
  /** The least time between two tries to replace a session that can still be served. */
  readonly troubleMs: number;
  readonly frozenAfterMs: number;
}

interface Failure {
  readonly error: unknown;
  readonly atMs: number;
}

export function createMint(walkHops: WalkHops, now: Clock, limits: MintLimits): Mint {
  const sessions = createKeptSessions(limits.cachedSessions, now);
  const failures = createBoundedMap<Failure>({ entries: limits.cachedSessions });
  const flights = createSingleFlight<Session>(now, limits.frozenAfterMs);

  function failureWithin(digest: string, timeMs: number): Failure | undefined {
    const failure = failures.get(digest);
    return failure !== undefined && Math.abs(now() - failure.atMs) < timeMs ? failure : undefined;
  }

  function refusal(digest: string): Failure | undefined {
    const failure = failureWithin(digest, limits.refusedMs);
    return failure !== undefined && !sparesSession(failure.error) ? failure : undefined;
  }

  async function mint(
    digest: string,
    assumption: ResolvedAssumption,
    { startedAtMs: askedAtMs }: Asking,
    ...[counts, startedAtMs]: Parameters<Work<Session>>
  ): Promise<Session> {
    const refused = refusal(digest);
    if (refused !== undefined) throw refused.error;
    try {
      const session = await walkHops(assumption, askedAtMs);
      if (counts()) {
        sessions.set(digest, session);
        failures.delete(digest);
      }
      return session;
    } catch (error) {
      if (counts()) keepFailure(digest, error, startedAtMs);
      throw error;
    }
  }

  /**
   * A session whose role is refused must not live on in the cache. What nobody foresaw is no answer of STS's: it is not
   * repeated. By its start: what lay in a frozen process is as old as its question.
   */
  function keepFailure(digest: string, error: unknown, atMs: number): void {
    if (!sparesSession(error)) sessions.delete(digest);
    if (sparesSession(error) || error instanceof Refusal) failures.set(digest, { error, atMs });
  }

  return {
    kept: sessions.get,
    adopt: sessions.set,
    isRefused: (digest) => refusal(digest) !== undefined,
    join: (digest, assumption, asking) => {
      // Not within the flight, which those of another caller may join.
      if (flights.underWay(digest) === undefined && refusal(digest) === undefined) asking.beforeMinting?.();
      return flights.join(digest, (...flight) => mint(digest, assumption, asking, ...flight), asking.startedAtMs);
    },
    giveUp: (digest, error) => failures.set(digest, { error, atMs: now() }),
    isUnderWay: (digest) => flights.underWay(digest) !== undefined,
    trouble: (digest) => {
      const failure = failureWithin(digest, spread(limits.troubleMs, digest));
      return failure !== undefined && sparesSession(failure.error) ? failure.error : undefined;
    },
  };
}

/** Between three and five quarters of a time, another for each digest: what failed together does not come back together. */
function spread(timeMs: number, digest: string): number {
  return timeMs * (0.75 + Number.parseInt(digest.slice(0, 4), 16) / 0x1_ffff);
}
