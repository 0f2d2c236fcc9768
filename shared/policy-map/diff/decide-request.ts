import { decideGrant } from "../../authorize/decide-grant.ts";
import type { AssumeRoleInput, Decision } from "../../model/assumption.ts";
import type { Caller } from "../../model/caller.ts";
import { Fault } from "../../model/fault.ts";
import { Refusal } from "../../model/refusal.ts";
import { acceptToken } from "./accept-token.ts";
import type { MapSide } from "./map-side.ts";
import type { Outcome, SampledAsk, SampledRequest, VendedOutcome } from "./policy-map-diff.ts";
import { sampleCaller } from "./sample-caller.ts";

/** The caller of a sampled request by one of the maps, or the code that its token is refused with. */
export function sampledCaller(side: MapSide, request: SampledRequest): Caller | { readonly refused: Refusal["code"] } {
  const issuer = String(request.claims["iss"]);
  const refused = acceptToken(side.map.issuers.get(issuer), request);
  const caller = refused === undefined ? sampleCaller(side, issuer, request.claims, request.boundBy) : undefined;
  return caller ?? { refused: refused ?? "InvalidToken" };
}

/** What this caller gets for this ask: the service's own decision. */
export function decideRequest(side: MapSide, caller: Caller, ask: SampledAsk, facts: SampledRequest["facts"]): Outcome {
  try {
    const parameters = new Map(Object.entries(ask.parameters));
    const decision = decideGrant(side.map, caller, { ...ask, parameters, format: undefined }, facts);
    return readSession(decision);
  } catch (error) {
    if (error instanceof Refusal || error instanceof Fault) return { refused: error.code };
    throw error;
  }
}

function readSession({ assumption: { grant, hops }, oneTime, endsWithToken }: Decision): VendedOutcome {
  const { policy, policyArns, roleArn, durationSeconds, sessionName, sourceIdentity } = hops.at(-1) as AssumeRoleInput;
  // Transitive tags are set on the first call of a chain and inherited by the last.
  const tags = hops.flatMap((hop) => hop.tags).sort((one, other) => (one.key < other.key ? -1 : 1));
  const transitiveTagKeys = [...new Set(hops.flatMap((hop) => hop.transitiveTagKeys))].sort();
  const session = {
    roleArn,
    durationSeconds,
    sessionName,
    sourceIdentity,
    tags,
    transitiveTagKeys,
    policy,
    policyArns,
  };
  return { grant, oneTime, endsWithToken, ...session };
}
