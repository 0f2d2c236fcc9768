import { readAuthorization } from "./authenticate/read-authorization.ts";
import { tokenDigest } from "./authenticate/token-digest.ts";
import type { VerdictMemory } from "./authenticate/verdict-memory.ts";
import type { ProofPorts } from "./authenticate/verify-dpop.ts";
import { verifyToken } from "./authenticate/verify-token.ts";
import { decideGrant } from "./authorize/decide-grant.ts";
import { findShadowGrants } from "./authorize/find-shadow-grants.ts";
import { listGrants } from "./authorize/list-grants.ts";
import { describeDecision, describeVended } from "./describe-step.ts";
import type { RequestLimits } from "./limits/request-limits.ts";
import type { Caller } from "./model/caller.ts";
import type { PolicyMap } from "./model/policy-map.ts";
import type { Clock, CurrentPolicyMap, FindKey, Trail } from "./model/ports.ts";
import type { CredentialsAsk, HttpRequest, HttpResponse, RequestFacts } from "./model/request.ts";
import { presentGrants } from "./present/present-grants.ts";
import { presentSession } from "./present/present-session.ts";
import { withNonce } from "./present/with-nonce.ts";
import { type SpendAndVendPorts, spendAndVend } from "./spend-and-vend.ts";

/** All that a request needs of the outside world. */
export interface ExchangePorts extends SpendAndVendPorts {
  readonly currentPolicyMap: CurrentPolicyMap;
  readonly findKey: FindKey;
  readonly verdicts: VerdictMemory;
  readonly proofs: ProofPorts;
  readonly limits: RequestLimits;
  readonly now: Clock;
}

interface Authenticated {
  readonly caller: Caller;
  readonly policyMap: PolicyMap;
  /** What the caller's next DPoP proof is to carry; undefined where none is demanded. */
  readonly nonce: string | undefined;
}

/**
 * A token for credentials: the whole way of a request. What is asked for is read after the token is verified, so that
 * nobody unknown learns what this service would make of it.
 * @throws Refusal and Fault of every code
 */
export async function exchange(
  request: HttpRequest,
  readAsk: () => Promise<CredentialsAsk>,
  ports: ExchangePorts,
  trail: Trail,
): Promise<HttpResponse> {
  return withinLimits(request, ports, trail, async ({ caller, policyMap }) => {
    const ask = await readAsk();
    const facts = factsOf(request, ports);
    const decision = await trail.step("authorize", () => {
      const shadowGrants = findShadowGrants(policyMap, caller, ask, facts);
      // Learned before the decision, which may be a refusal: often it is one because the grant is in shadow.
      trail.learn(shadowGrants.length > 0 ? { shadowGrants } : {});
      return decideGrant(policyMap, caller, ask, facts);
    });
    trail.learn(describeDecision(decision));
    const vended = await spendAndVend(decision, caller, ports, trail);
    trail.learn(describeVended(vended));
    const { format, answersAccountId } = decision.assumption;
    return presentSession(vended.session, { format, answersAccountId, nowMs: ports.now() });
  });
}

/**
 * A token for the list of what its caller may ask for now.
 * @throws Refusal and Fault of `authenticate`; Refusal `Revoked`
 */
export async function listOwnGrants(request: HttpRequest, ports: ExchangePorts, trail: Trail): Promise<HttpResponse> {
  return withinLimits(request, ports, trail, async ({ caller, policyMap }) => {
    const grants = await trail.step("authorize", () => listGrants(policyMap, caller, factsOf(request, ports)));
    trail.learn({ outcome: "listed" });
    return presentGrants(grants);
  });
}

/** What a verified caller asks, unless it was refused too often; whatever fails is counted for whoever can be held to it. */
function withinLimits(
  request: HttpRequest,
  ports: ExchangePorts,
  trail: Trail,
  answer: (authenticated: Authenticated) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  return ports.limits.ofAddress(request.sourceAddress, trail, async () => {
    const authenticated = await authenticate(request, ports, trail);
    const answered = await ports.limits.ofSubject(authenticated.caller, trail, () => answer(authenticated));
    return withNonce(answered, authenticated.nonce);
  });
}

async function authenticate(request: HttpRequest, ports: ExchangePorts, trail: Trail): Promise<Authenticated> {
  const { policyMap } = await trail.step("load", ports.currentPolicyMap);
  trail.learn({ policyMapDigest: policyMap.digest });
  const { token, scheme } = readAuthorization(request.headers);
  const tokenSha256 = tokenDigest(token);
  trail.learn({ tokenSha256 });
  const trust = {
    issuers: policyMap.issuers,
    findKey: ports.findKey,
    now: ports.now,
    proveSignature: ports.verdicts(tokenSha256),
    proof: { ...ports.proofs, shown: { request, scheme } },
    onSigned: trail.learn,
  };
  const caller = await trail.step("authenticate", () => verifyToken(token, trust));
  trail.learn(caller.boundBy.length > 0 ? { boundBy: caller.boundBy } : {});
  const demandsNonce = policyMap.issuers.get(caller.issuer)?.senderConstrained?.demandsNonce === true;
  const nonce = demandsNonce && caller.boundBy.includes("dpop") ? await ports.proofs.nonces?.current() : undefined;
  return { caller, policyMap, nonce };
}

function factsOf(request: HttpRequest, ports: ExchangePorts): RequestFacts {
  return { nowMs: ports.now(), sourceAddress: request.sourceAddress, vpcEndpointId: request.vpcEndpointId };
}
