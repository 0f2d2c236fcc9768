import { describe, expect, test } from "vitest";
import { checkProof } from "../../../shared/authorize/check-proof.ts";
import { decideGrant } from "../../../shared/authorize/decide-grant.ts";
import { findShadowGrants } from "../../../shared/authorize/find-shadow-grants.ts";
import { listGrants } from "../../../shared/authorize/list-grants.ts";
import type { Caller } from "../../../shared/model/caller.ts";
import type { GrantConditions } from "../../../shared/model/policy-document.ts";
import type { ProofMethod } from "../../../shared/model/proof.ts";
import { aCaller, aGrant, anAsk, aPolicyMap, codeOf, conditions, facts } from "../../support/policy-fixtures.ts";

const bound = (...boundBy: ProofMethod[]): Caller => ({ ...aCaller(), boundBy }) as Caller;
const asking = (changes: Partial<GrantConditions>) => aPolicyMap({ grants: [aGrant({ when: conditions(changes) })] });
const codeFor = (map: ReturnType<typeof asking>, caller: Caller, ask = {}) =>
  codeOf(() => decideGrant(map, caller, anAsk(ask), facts()));

describe("a grant that asks for a bound token", () => {
  test.each<[readonly ProofMethod[] | undefined, readonly ProofMethod[], boolean]>([
    [undefined, [], true],
    [["dpop"], ["dpop"], true],
    [["dpop"], ["dpop", "mtls"], true],
    [["dpop", "mtls"], ["mtls"], true],
    [["dpop"], ["mtls"], false],
    [["dpop"], [], false],
    [["dpop", "mtls"], [], false],
    [[], ["dpop", "mtls"], false],
  ])("asks for %j, has %j: %s", (senderConstrained, boundBy, holds) => {
    expect(checkProof(conditions({ senderConstrained }), bound(...boundBy)) === undefined).toBe(holds);
    const map = asking({ senderConstrained });
    expect(codeFor(map, bound(...boundBy))).toBe(holds ? "allowed" : "ProofRequired");
    expect(listGrants(map, bound(...boundBy), facts())).toHaveLength(holds ? 1 : 0);
  });

  test("the reason says what was asked and what was there", () => {
    expect(checkProof(conditions({ senderConstrained: ["dpop"] }), bound("mtls"))).toBe(
      "senderConstrained: the token is bound by mtls, not by dpop",
    );
    expect(checkProof(conditions({ senderConstrained: ["dpop", "mtls"] }), bound())).toBe(
      "senderConstrained: the token is bound by nothing, not by dpop or mtls",
    );
    expect(checkProof(conditions({ senderConstrained: [] }), bound("dpop", "mtls"))).toBe(
      "senderConstrained: the token is bound by dpop and mtls, not by ",
    );
  });

  test("tells of itself only to those whom it would take with a proof", () => {
    const network = { cidrs: ["192.0.2.0/24"], vpcEndpointIds: [] };
    const map = asking({ senderConstrained: ["dpop"] });
    expect(codeFor(map, aCaller({ sub: "somebody-else" }), { grant: "nightly-report" })).toBe("NotGranted");
    expect(codeFor(asking({ senderConstrained: ["dpop"], network }), bound())).toBe("ConditionNotMet");
    expect(codeFor(map, bound(), { grant: "nightly-report" })).toBe("ProofRequired");
  });

  test("says so before anything of what is asked for is looked at", () => {
    expect(codeFor(asking({ senderConstrained: ["dpop"] }), bound(), { parameters: { unknown: "x" } })).toBe(
      "ProofRequired",
    );
  });

  test("in shadow, is none that would have vended", () => {
    const shadow = aGrant({ name: "soon", mode: "shadow", when: conditions({ senderConstrained: ["dpop"] }) });
    const map = aPolicyMap({ grants: [aGrant(), shadow] });
    const shadows = (caller: Caller) => findShadowGrants(map, caller, anAsk(), facts());
    expect(shadows(bound())).toEqual([]);
    expect(shadows(bound("dpop"))).toEqual(["soon"]);
  });
});
