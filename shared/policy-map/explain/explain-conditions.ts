import { checkMfa } from "../../authorize/check-mfa.ts";
import { checkNetwork } from "../../authorize/check-network.ts";
import { checkProof } from "../../authorize/check-proof.ts";
import { checkTime } from "../../authorize/check-time.ts";
import { claimAt } from "../../authorize/claim-at.ts";
import { claimsAt } from "../../authorize/claims-at.ts";
import type { Caller } from "../../model/caller.ts";
import type { Denial, Grant } from "../../model/policy-document.ts";
import type { ClaimTest, Conditional } from "../../model/policy-map.ts";
import type { ProofMethod } from "../../model/proof.ts";
import type { RequestFacts } from "../../model/request.ts";
import { describeClaim, describeMatcher, describeMfa, describeNetwork, describeTime } from "./describe-condition.ts";
import type { ConditionResult } from "./explanation.ts";

/** Who the caller is: the rule's issuers, and each of its claim conditions by the very test that the service runs. */
export function explainIdentity(
  { issuerNames, claimTests }: Conditional<Grant | Denial>,
  caller: Caller,
): readonly ConditionResult[] {
  const claims = claimTests.length === 0 ? [forNobody] : claimTests.map((test) => explainClaim(test, caller));
  return [explainIssuer(issuerNames, caller), ...claims];
}

/** No valid map has such a rule, and the service takes it for nobody's. */
const forNobody: ConditionResult = {
  kind: "claim",
  subject: "claims",
  expected: "asked for: a rule that asks for none is for nobody",
  found: "not asked for",
  holds: false,
};

/** The rule's issuers against the caller's. */
function explainIssuer(issuerNames: ReadonlySet<string>, caller: Caller): ConditionResult {
  return {
    kind: "issuer",
    subject: "issuer",
    expected: [...issuerNames].join(" or "),
    found: `${caller.issuerName} (${caller.issuer})`,
    holds: issuerNames.has(caller.issuerName),
  };
}

/** One claim condition. */
function explainClaim({ condition, holds }: ClaimTest, { claims }: Caller): ConditionResult {
  const isHeld = holds(claims);
  const value = claimAt(claims, condition.path);
  return {
    kind: "claim",
    subject: `claim ${condition.path.map((step) => step.replace(/[\\.]/g, "\\$&")).join(".")}`,
    expected: describeMatcher(condition.matcher),
    // What holds for a claim that is not there is a denial, which looks through lists on the way.
    found: describeClaim(isHeld && value === undefined ? claimsAt(claims, condition.path) : value),
    holds: isHeld,
  };
}

/** What a grant asks beyond who the caller is: from where, when, and how it signed in. */
export function explainCircumstances({ when }: Grant, caller: Caller, facts: RequestFacts): readonly ConditionResult[] {
  const { network, time, mfa } = when;
  return [
    ...(network === undefined ? [] : [explainNetwork(network, facts)]),
    ...(time === undefined ? [] : [explainTime(time, facts)]),
    ...(mfa === undefined ? [] : [explainMfa(mfa, caller, facts)]),
    ...(when.senderConstrained === undefined ? [] : [explainProof(when, when.senderConstrained, caller)]),
  ];
}

function explainNetwork(condition: NonNullable<Grant["when"]["network"]>, facts: RequestFacts): ConditionResult {
  const found = [
    ...(facts.sourceAddress === undefined ? [] : [facts.sourceAddress]),
    ...(facts.vpcEndpointId === undefined ? [] : [`through ${facts.vpcEndpointId}`]),
  ];
  return {
    kind: "network",
    subject: "network",
    expected: describeNetwork(condition),
    found: found.join(" ") || "unknown",
    holds: checkNetwork(condition, facts) === undefined,
  };
}

function explainTime(condition: NonNullable<Grant["when"]["time"]>, facts: RequestFacts): ConditionResult {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: condition.zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return {
    kind: "time",
    subject: "time",
    expected: describeTime(condition),
    found: `${clock.format(facts.nowMs).toLowerCase().replace(",", "")} there (${new Date(facts.nowMs).toISOString()})`,
    holds: checkTime(condition, facts) === undefined,
  };
}

function explainMfa(
  condition: NonNullable<Grant["when"]["mfa"]>,
  caller: Caller,
  facts: RequestFacts,
): ConditionResult {
  const claim = (name: string) => claimAt(caller.claims, [name]);
  const signedInAt = claim("auth_time");
  const age = typeof signedInAt === "number" ? `${Math.round(facts.nowMs / 1000 - signedInAt)} s ago` : undefined;
  const found = [
    ...(condition.amr.length > 0 ? [`amr ${describeClaim(claim("amr"))}`] : []),
    ...(condition.acr.length > 0 ? [`acr ${describeClaim(claim("acr"))}`] : []),
    ...(condition.maxAgeSeconds === undefined ? [] : [`auth_time ${age ?? describeClaim(signedInAt)}`]),
  ];
  return {
    kind: "mfa",
    subject: "mfa",
    expected: describeMfa(condition),
    found: found.join(", "),
    holds: checkMfa(condition, caller.claims, facts) === undefined,
  };
}

function explainProof(when: Grant["when"], methods: readonly ProofMethod[], caller: Caller): ConditionResult {
  return {
    kind: "proof",
    subject: "senderConstrained",
    expected: `a token bound by ${methods.join(" or ")}`,
    found: caller.boundBy.length === 0 ? "a token bound to nothing" : `bound by ${caller.boundBy.join(" and ")}`,
    holds: checkProof(when, caller) === undefined,
  };
}
