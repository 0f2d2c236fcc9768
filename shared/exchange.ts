import { type AuthenticatePorts, authenticateRequest } from "./authenticate/authenticate-request.ts";
import { readAuthorization } from "./authenticate/read-authorization.ts";
import { readShownToken } from "./authenticate/read-shown-token.ts";
import { decideGrant } from "./authorize/decide-grant.ts";
import { findShadowGrants } from "./authorize/find-shadow-grants.ts";
import { listGrants } from "./authorize/list-grants.ts";
import { describeDecision, describeVended } from "./describe-step.ts";
import type { RequestLimits } from "./limits/request-limits.ts";
import type { Assumption, Decision } from "./model/assumption.ts";
import type { Caller } from "./model/caller.ts";
import type { PolicyMap } from "./model/policy-map.ts";
import type { CurrentPolicyMap, Trail } from "./model/ports.ts";
import type { CredentialsAsk, HttpRequest, HttpResponse, RequestFacts } from "./model/request.ts";
import type { Session, VendedSession } from "./model/session.ts";
import { presentGrants } from "./present/present-grants.ts";
import { withNonce } from "./present/with-nonce.ts";
import { type SpendAndVendPorts, spendAndVend } from "./spend-and-vend.ts";

/** All that a request needs of the outside world. */
export interface ExchangePorts extends AuthenticatePorts, SpendAndVendPorts {
  readonly currentPolicyMap: CurrentPolicyMap;
  readonly limits: RequestLimits;
}

/** How one protocol puts a request for credentials, and takes the answer. */
export interface Protocol {
  /** The token, where it comes elsewhere than in `Authorization`. */
  readonly tokenText?: string;
  /** @throws Refusal where it is malformed */
  readonly readAsk: () => CredentialsAsk | Promise<CredentialsAsk>;
  readonly present: (vended: Vended) => HttpResponse;
}

/** What an answer may speak of. */
interface Vended {
  readonly session: Session;
  readonly assumption: Assumption;
  readonly caller: Caller;
}

/**
 * A token for credentials: the whole way of a request. What is asked for is read after the token is verified, so that
 * nobody unknown learns what this service would make of it. A subject that was refused too often gets no further than its name.
 * @throws Refusal and Fault of every code
 */
export async function exchange(
  request: HttpRequest,
  { tokenText, readAsk, present }: Protocol,
  ports: ExchangePorts,
  trail: Trail,
): Promise<HttpResponse> {
  const policyMap = await load(ports, trail);
  const shown = tokenText === undefined ? readAuthorization(request.headers) : readShownToken(tokenText);
  const { caller, nonce } = await authenticateRequest(request, shown, policyMap.issuers, ports, trail);
  return ports.limits.ofSubject(caller, trail, async () => {
    const decision = await authorize(policyMap, caller, await readAsk(), factsOf(request, ports), trail);
    const { session } = await vend(decision, caller, ports, trail);
    return withNonce(present({ session, assumption: decision.assumption, caller }), nonce);
  });
}

/**
 * A token for the list of what its caller may ask for now.
 * @throws Refusal and Fault of `authenticateRequest`; Refusal `Revoked`, `Throttled`
 */
export async function listOwnGrants(request: HttpRequest, ports: ExchangePorts, trail: Trail): Promise<HttpResponse> {
  const policyMap = await load(ports, trail);
  const shown = readAuthorization(request.headers);
  const { caller, nonce } = await authenticateRequest(request, shown, policyMap.issuers, ports, trail);
  return ports.limits.ofSubject(caller, trail, async () => {
    const grants = await trail.step("authorize", () => listGrants(policyMap, caller, factsOf(request, ports)));
    trail.learn({ outcome: "listed" });
    return withNonce(presentGrants(grants), nonce);
  });
}

async function load(ports: ExchangePorts, trail: Trail): Promise<PolicyMap> {
  const { policyMap } = await trail.step("load", ports.currentPolicyMap);
  trail.learn({ policyMapDigest: policyMap.digest });
  return policyMap;
}

async function authorize(
  policyMap: PolicyMap,
  caller: Caller,
  ask: CredentialsAsk,
  facts: RequestFacts,
  trail: Trail,
): Promise<Decision> {
  const decision = await trail.step("authorize", () => {
    const shadowGrants = findShadowGrants(policyMap, caller, ask, facts);
    // Learned before the decision, which may be a refusal: often it is one because the grant is in shadow.
    trail.learn(shadowGrants.length > 0 ? { shadowGrants } : {});
    return decideGrant(policyMap, caller, ask, facts);
  });
  trail.learn(describeDecision(decision));
  return decision;
}

async function vend(decision: Decision, caller: Caller, ports: ExchangePorts, trail: Trail): Promise<VendedSession> {
  const vended = await spendAndVend(decision, caller, ports, trail);
  trail.learn(describeVended(vended));
  return vended;
}

function factsOf(request: HttpRequest, ports: ExchangePorts): RequestFacts {
  return { nowMs: ports.now(), sourceAddress: request.sourceAddress, vpcEndpointId: request.vpcEndpointId };
}
