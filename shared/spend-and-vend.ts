import type { RequestLimits } from "./limits/request-limits.ts";
import type { Decision } from "./model/assumption.ts";
import type { Caller } from "./model/caller.ts";
import { mostClockToleranceSeconds } from "./model/most-clock-tolerance-seconds.ts";
import type { OneTimeUse, ReplayStore, Trail, VendSession } from "./model/ports.ts";
import { Refusal } from "./model/refusal.ts";
import type { VendedSession } from "./model/session.ts";

/** What vending asks of the outside world, with a memory of the tokens that were used. */
export interface SpendAndVendPorts {
  readonly vendSession: VendSession;
  readonly replayStore: ReplayStore;
  readonly limits: Pick<RequestLimits, "admitSession">;
}

/**
 * The session of a decision; where its grant is one-time, the token is spent first: before STS is called, so that a replay
 * costs nothing, and after the decision, so that a request which is refused anyway spends nothing. What fails through no doing of the
 * caller's gives the token back. What ends in between, with the function's time, leaves it spent.
 * @throws Refusal `TokenReplayed`, `MissingClaim`; Fault `UpstreamUnavailable` where the memory cannot be asked; what `VendSession` throws
 */
export async function spendAndVend(
  decision: Decision,
  caller: Caller,
  ports: SpendAndVendPorts,
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
    if (givesTokenBack(error)) await trail.step("release", () => ports.replayStore.release(use));
    throw error;
  }
}

/**
 * A token by issuer and `jti` (RFC 7519 section 4.1.7), never by its text: the same token can be spelled in several ways.
 * Maps with one-time grants make issuers require `jti`; what comes without one all the same is refused. Remembered for the largest
 * leeway, since a map that is changed meanwhile may give another than this one.
 */
function tokenUse({ issuer, tokenId, tokenExpiresAtSeconds }: Caller): OneTimeUse {
  if (!tokenId)
    throw new Refusal("MissingClaim", "the grant takes a token once, and this one has no jti or an empty one");
  return {
    kind: "token",
    identity: JSON.stringify([issuer, tokenId]),
    expiresAtMs: Math.ceil(tokenExpiresAtSeconds * 1_000) + mostClockToleranceSeconds * 1_000,
  };
}

/** Nothing was given, and through no doing of the caller's, a bug of this service included: the same request may succeed later. */
function givesTokenBack(error: unknown): boolean {
  return !(error instanceof Refusal) || error.code === "Throttled";
}
