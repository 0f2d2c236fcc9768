import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../shared/authorize/decide-grant.ts";
import type { Assumption } from "../../shared/model/assumption.ts";
import type { Claims } from "../../shared/model/claims.ts";
import type { Grant, PolicyDocument, Target } from "../../shared/model/policy-document.ts";
import { Refusal } from "../../shared/model/refusal.ts";
import { Flaw } from "../../shared/policy-map/findings.ts";
import { readPattern } from "../../shared/policy-map/lint/read-pattern.ts";
import { sampleClaims } from "../../shared/policy-map/lint/sample-claims.ts";
import { samplePattern } from "../../shared/policy-map/lint/sample-pattern.ts";
import { supposeCaller } from "../../shared/policy-map/suppose-caller.ts";

/** A caller to try a grant with. */
export interface SampleCaller {
  readonly issuer: string;
  readonly claims: Claims;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface SampleDecision {
  readonly assumption: Assumption;
  /** The caller is none of those that are known. */
  readonly isMadeUp: boolean;
}

/**
 * What the service would ask of STS for the first of these callers whom the grant lets in, or for one that is made up of the
 * grant's own conditions. Where a request comes from, when, and with what proof, makes no difference to STS: it is left out, and so is the
 * session policy, of which nothing is tried.
 * @returns undefined where no caller can be thought of
 */
export function sampleDecision(
  document: PolicyDocument,
  grant: Grant,
  target: Target,
  callers: readonly SampleCaller[],
): SampleDecision | undefined {
  const when = { ...grant.when, network: undefined, time: undefined, mfa: undefined, senderConstrained: undefined };
  const bare: Grant = { ...grant, mode: "live", when, targets: [target], policy: undefined };
  const map = compilePolicyMap({ ...document, grants: [bare], deny: [] }, "");
  for (const [index, { issuer, claims, parameters }] of [...callers, ...madeUp(grant)].entries()) {
    try {
      const ask = {
        grant: grant.name,
        account: target.account,
        format: undefined,
        durationSeconds: undefined,
        parameters: new Map(grant.parameters.map((parameter) => [parameter.name, parameters[parameter.name] ?? ""])),
      };
      const facts = { nowMs: 0, sourceAddress: undefined, vpcEndpointId: undefined };
      const { assumption } = decideGrant(map, supposeCaller(document, issuer, claims), ask, facts);
      return { assumption, isMadeUp: index >= callers.length };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Flaw)) throw error;
    }
  }
  return undefined;
}

function madeUp(grant: Grant): readonly SampleCaller[] {
  const claims = sampleClaims(grant.when.claims, readPattern);
  if (claims === undefined) return [];
  const parameters = grant.parameters.map(({ name, pattern }): [string, string] => {
    const read = readPattern(pattern);
    return [name, read === undefined ? "" : samplePattern(read)];
  });
  return grant.when.issuers.map((issuer) => ({ issuer, claims, parameters: Object.fromEntries(parameters) }));
}
