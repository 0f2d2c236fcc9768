import type { RequestLimits } from "./limits/request-limits.ts";
import type { Decision } from "./model/assumption.ts";
import type { Caller } from "./model/caller.ts";
import type { OneTimeUse, ReplayStore, Trail, VendSession } from "./model/ports.ts";
import { Refusal } from "./model/refusal.ts";
import type { VendedSession } from "./model/session.ts";

/** What vending asks of the outside world, with a memory of the tokens that were used. */
export interface VendOncePorts {
  readonly vendSession: VendSession;
  readonly replayStore: ReplayStore;
  readonly limits: Pick<RequestLimits, "admitSession">;
}

/** The largest leeway that an issuer may be given: a map that is changed meanwhile may give another than this one. */
const mostClockToleranceMs = 60_000;

/**
 * The session of a decision; where its grant is one-time, the token is spent first: before STS is called, so that a replay
 * costs nothing, and after the decision, so that a request which is refused anyway spends nothing. What fails through no doing of the
 * caller's gives the token back. What ends in between, with the function's time, leaves it spent.
 * @throws Refusal `TokenReplayed`, `MissingClaim`; Fault `UpstreamUnavailable` where the memory cannot be asked; what `VendSession` throws
 */
export async function vendOnce(
  decision: Decision,
  caller: Caller,
  ports: VendOncePorts,
  trail: Trail,
): Promise<VendedSession> {
  const admit = () => ports.limits.admitSession(caller, trail);
  const vend = () => trail.step("vend", () => ports.vendSession(decision.assumption, admit));
  if (!decision.oneTime) return await vend();
  const use = tokenUse(caller);
  if (!(await trail.step("claim", () => ports.replayStore.claim(use)))) {
    throw new Refusal("TokenReplayed", "the grant takes a token once, and one of this issuer and jti was used before");
  }
  try {
    return await vend();
  } catch (error) {
    if (mayPass(error)) await trail.step("release", () => ports.replayStore.release(use));
    throw error;
  }
}

/**
 * A token by issuer and `jti` (RFC 7519 section 4.1.7), never by its text: the same token can be spelled in several ways.
 * Maps with one-time grants make issuers require `jti`; what comes without one all the same is refused.
 */
function tokenUse({ issuer, tokenId, tokenExpiresAtSeconds }: Caller): OneTimeUse {
  if (!tokenId)
    throw new Refusal("MissingClaim", "the grant takes a token once, and this one has no jti or an empty one");
  return {
    kind: "token",
    identity: JSON.stringify([issuer, tokenId]),
    expiresAtMs: Math.ceil(tokenExpiresAtSeconds * 1_000) + mostClockToleranceMs,
  };
}

/** Nothing was given, and the same request may succeed later. */
function mayPass(error: unknown): boolean {
  return !(error instanceof Refusal) || error.code === "Throttled";
}
