import type { ResolvedAssumption, ResolvedInput } from "../model/assumption.ts";
import type { AssumeRole, Clock } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { Session } from "../model/session.ts";
import { createKeptSessions } from "./kept-sessions.ts";
import { sessionDigest } from "./session-digest.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Mints the session of the last of some calls, each signed with the session of the one before. */
export type WalkHops = (
  asked: Pick<ResolvedAssumption, "hops" | "region">,
  /** What the budget counts from; now, where undefined. */
  startedAtMs?: number,
) => Promise<Session>;

export interface WalkLimits {
  /** For all calls of a chain together. */
  readonly budgetMs: number;
  /** How many sessions on the way are kept at most. */
  readonly keptSessions: number;
  /** What a session on the way must have left to sign the next call: the answer's life does not depend on it. */
  readonly signingMs: number;
  readonly frozenAfterMs: number;
}

type Hops = ResolvedAssumption["hops"];

/**
 * Sessions on the way of a chain are kept, under the digest of all calls so far, so that a chain costs one call more only
 * when it is walked first. They hold the caller's name, source identity and transitive tags, so no two callers share one.
 */
export function createWalkHops(
  ports: { readonly assumeRole: AssumeRole; readonly now: Clock },
  limits: WalkLimits,
): WalkHops {
  const { assumeRole, now } = ports;
  const onTheWay = createKeptSessions(limits.keptSessions, now);
  const flights = createSingleFlight<Session>(now, limits.frozenAfterMs);

  interface Walk {
    readonly region: string | undefined;
    readonly startedAtMs: number;
  }

  const call = (input: ResolvedInput, credentials: Session | undefined, { region, startedAtMs }: Walk) =>
    assumeRole(input, { region, credentials, budgetMs: limits.budgetMs - Math.abs(now() - startedAtMs) });

  /** The session that signs the call after these. */
  async function signer(hops: Hops, walk: Walk): Promise<{ readonly session: Session; readonly forget?: () => void }> {
    const digest = sessionDigest({ hops, region: walk.region });
    const kept = onTheWay.get(digest);
    if (kept !== undefined && kept.expiresAtMs - now() >= limits.signingMs) {
      return { session: kept, forget: () => onTheWay.delete(digest) };
    }
    const { landing } = flights.join(digest, async (counts) => {
      const session = await mint(hops, walk);
      if (counts()) onTheWay.set(digest, session);
      return session;
    });
    return { session: await landing };
  }

  async function mint(hops: Hops, walk: Walk): Promise<Session> {
    const last = hops.at(-1) ?? hops[0];
    const [first, ...others] = hops.slice(0, -1);
    if (first === undefined) return await call(last, undefined, walk);
    const before: Hops = [first, ...others];
    const { session, forget } = await signer(before, walk);
    try {
      return await call(last, session, walk);
    } catch (error) {
      // A kept session may have been ended in its account since: only the refusal of a new one is the role's own.
      if (forget === undefined || !isRefused(error)) throw error;
      forget();
      return await mint(hops, walk);
    }
  }

  return ({ hops, region }, startedAtMs = now()) => mint(hops, { region, startedAtMs });
}

function isRefused(error: unknown): boolean {
  return error instanceof Refusal && error.code === "RoleRefused";
}
