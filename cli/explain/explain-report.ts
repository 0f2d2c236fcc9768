import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import type { Issuer } from "../../shared/model/issuer.ts";
import type { PolicyDocument } from "../../shared/model/policy-document.ts";
import type { ProofMethod } from "../../shared/model/proof.ts";
import type { CredentialsAsk, RequestFacts } from "../../shared/model/request.ts";
import { documentDigest } from "../../shared/policy-map/document-digest.ts";
import { explainDecision } from "../../shared/policy-map/explain/explain-decision.ts";
import type { Explanation } from "../../shared/policy-map/explain/explanation.ts";
import { findNearestGrants, type NearGrant } from "../../shared/policy-map/explain/find-nearest-grants.ts";
import { supposeCaller } from "../../shared/policy-map/suppose-caller.ts";
import { checkSupposedToken, type TokenCheck } from "./check-supposed-token.ts";
import { type DescribedCall, describeRequest } from "./describe-request.ts";
import type { SupposedToken } from "./read-claims.ts";

/** All that `vend explain` has to say. */
export interface ExplainReport {
  readonly token: readonly TokenCheck[];
  /** The first check of the token that fails: the service refuses with it and never asks the map. */
  readonly rejection: TokenCheck | undefined;
  readonly explanation: Explanation;
  /** The calls that STS would get; empty where nothing is granted. */
  readonly calls: readonly DescribedCall[];
  readonly nearest: readonly NearGrant[];
}

export interface ExplainQuestion {
  readonly token: SupposedToken;
  readonly issuer: Issuer;
  /** What the token is bound to, and came with the proof of. */
  readonly boundBy: readonly ProofMethod[];
  readonly ask: CredentialsAsk;
  readonly facts: RequestFacts;
  readonly showsExternalId: boolean;
  readonly wantsNearest: boolean;
}

/**
 * Asks the map, and gathers all that led to the answer.
 * @throws Flaw for claims that no token of the issuer can have
 */
export function makeExplainReport(document: PolicyDocument, question: ExplainQuestion): ExplainReport {
  const { issuer, ask, facts, token } = question;
  const caller = supposeCaller(document, issuer.name, token.claims, question.boundBy);
  const policyMap = compilePolicyMap(document, documentDigest(document));
  const explanation = explainDecision(policyMap, caller, ask, facts);
  const checks = checkSupposedToken(token, issuer, facts.nowMs, question.boundBy);
  const rejection = checks.find(({ holds }) => !holds);
  const { verdict } = explanation;
  return {
    token: checks,
    rejection,
    explanation,
    calls:
      verdict.outcome === "granted" && rejection === undefined
        ? describeRequest(verdict.decision.assumption, question.showsExternalId)
        : [],
    nearest: question.wantsNearest ? findNearestGrants(document.grants, policyMap, { caller, ask, facts }) : [],
  };
}

/** The same for programs. The decision is there as the calls that it comes to, so that no external ID slips through. */
export function explainJson({ token, rejection, explanation, calls, nearest }: ExplainReport): unknown {
  const { verdict, shadowGrants, denials, grants } = explanation;
  const isGranted = verdict.outcome === "granted" && rejection === undefined;
  return {
    granted: isGranted,
    ...(verdict.outcome === "granted"
      ? {
          grant: verdict.decision.assumption.grant,
          account: verdict.decision.assumption.account,
          region: verdict.decision.assumption.region,
          format: verdict.decision.assumption.format,
          role: verdict.decision.assumption.hops.at(-1)?.roleArn,
        }
      : { code: verdict.code, reason: verdict.reason }),
    ...(verdict.outcome === "refused" && verdict.choices.length > 0 && { choices: verdict.choices }),
    ...(rejection !== undefined && { code: rejection.code, reason: rejection.reason }),
    shadowGrants,
    token,
    denials,
    grants,
    calls,
    nearest,
  };
}
