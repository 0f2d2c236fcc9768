import type { Caller } from "../model/caller.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { Clock, FindKey, Trail } from "../model/ports.ts";
import type { HttpRequest, ShownToken } from "../model/request.ts";
import { demandsNonce } from "./demands-nonce.ts";
import { tokenDigest } from "./token-digest.ts";
import type { VerdictMemory } from "./verdict-memory.ts";
import type { ProofPorts } from "./verify-dpop.ts";
import { verifyToken } from "./verify-token.ts";

/** What callers are known by. */
export interface AuthenticatePorts {
  readonly findKey: FindKey;
  readonly verdicts: VerdictMemory;
  readonly proofs: ProofPorts;
  readonly now: Clock;
}

interface Authenticated {
  readonly caller: Caller;
  /** What the caller's next DPoP proof is to carry; undefined where none is demanded. */
  readonly nonce: string | undefined;
}

/**
 * Who sent a request, by its token and whatever that is bound to.
 * @throws Refusal of `verifyToken`
 * @throws Fault of `verifyToken` and of the nonces
 */
export async function authenticateRequest(
  request: HttpRequest,
  { token, scheme }: ShownToken,
  issuers: PolicyMap["issuers"],
  ports: AuthenticatePorts,
  trail: Trail,
): Promise<Authenticated> {
  const tokenSha256 = tokenDigest(token);
  trail.learn({ tokenSha256 });
  const trust = {
    issuers,
    findKey: ports.findKey,
    now: ports.now,
    proveSignature: ports.verdicts(tokenSha256),
    proof: { ...ports.proofs, shown: { request, scheme } },
    onSigned: trail.learn,
  };
  const caller = await trail.step("authenticate", () => verifyToken(token, trust));
  trail.learn(caller.boundBy.length > 0 ? { boundBy: caller.boundBy } : {});
  const issuer = issuers.get(caller.issuer);
  const needsNonce = issuer !== undefined && demandsNonce(issuer) && caller.boundBy.includes("dpop");
  return { caller, nonce: needsNonce ? await ports.proofs.nonces?.current() : undefined };
}
