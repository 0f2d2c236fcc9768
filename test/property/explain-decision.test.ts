import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../shared/authorize/decide-grant.ts";
import type { Grant, PolicyDocument } from "../../shared/model/policy-document.ts";
import { explainDecision } from "../../shared/policy-map/explain/explain-decision.ts";
import type { ConditionResult, Explanation, GrantExplanation } from "../../shared/policy-map/explain/explanation.ts";
import { findNearestGrants } from "../../shared/policy-map/explain/find-nearest-grants.ts";
import {
  aCaller,
  aDenial,
  aDocument,
  aGrant,
  anAsk,
  conditions,
  facts,
  failureOf,
  where,
} from "../support/policy-fixtures.ts";
import { asks, callers, circumstances, document } from "./arbitrary-requests.ts";
import { claims, issuerName, rule } from "./arbitrary-rules.ts";

/** What the conditions alone say that the service answers: nothing in it knows of `decideGrant`. */
function predict({ denials, grants }: Explanation, named: string | undefined): string | undefined {
  if (denials.length > 0) {
    return denials.every(({ conditions }) => conditions.every(({ holds }) => holds)) ? "Revoked" : "contradiction";
  }
  if (named !== undefined) {
    return grants[0] === undefined ? "NotGranted" : predictGrant(grants[0]);
  }
  const live = grants.filter(({ mode }) => mode === "live");
  const defaults = live.filter(({ isDefault }) => isDefault);
  const [chosen, ...others] = defaults.length > 0 ? defaults : live;
  return chosen === undefined ? "NotGranted" : others.length > 0 ? "GrantRequired" : predictGrant(chosen);
}

const order: readonly (readonly [kind: ConditionResult["kind"], code: string])[] = [
  ["issuer", "NotGranted"],
  ["claim", "NotGranted"],
  ["mode", "NotGranted"],
  ["network", "ConditionNotMet"],
  ["time", "ConditionNotMet"],
  ["mfa", "ConditionNotMet"],
  ["account", "account"],
  ["duration", "DurationOutOfRange"],
  ["parameter", "InvalidParameter"],
];

/** Undefined: all holds, so that only a template can be in the way. */
function predictGrant(grant: GrantExplanation): string | undefined {
  const failing = order.find(([kind]) => grant.conditions.some((one) => one.kind === kind && !one.holds));
  return failing?.[1];
}

function check(
  map: PolicyDocument,
  caller: ReturnType<typeof aCaller>,
  ask: ReturnType<typeof anAsk>,
  when: ReturnType<typeof facts>,
): string {
  const policyMap = compilePolicyMap(map, "digest");
  const explanation = explainDecision(policyMap, caller, ask, when);
  const failure = failureOf(() => decideGrant(policyMap, caller, ask, when));
  const code = failure?.code ?? "granted";
  const { verdict } = explanation;
  expect(verdict.outcome === "granted" ? "granted" : verdict.code).toBe(code);
  expect(verdict.outcome === "granted" ? undefined : verdict.reason).toBe(failure?.reason);
  const predicted = predict(explanation, ask.grant);
  if (predicted === "account") {
    expect(["NotGranted", "GrantRequired"]).toContain(code);
  } else if (predicted === undefined) {
    // What a template makes of a value is the one thing that no condition shows; the reason does.
    expect(["granted", "NotGranted", "InvalidParameter"]).toContain(code);
    expect(code === "granted" || /claim|parameter|session policy/.test(failure?.reason ?? "")).toBe(true);
  } else {
    expect(code).toBe(predicted);
  }
  return code;
}

test("an explanation and the service always agree, condition by condition", () => {
  const codes = new Set<string>();
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      codes.add(check(document, caller, ask, when));
    }),
    { numRuns: 1_500 },
  );
  expect([...codes].sort()).toEqual([
    "ConditionNotMet",
    "DurationOutOfRange",
    "GrantRequired",
    "InvalidParameter",
    "NotGranted",
    "Revoked",
    "granted",
  ]);
});

/** So that several grants match now and then. */
const easy = fc.constant({ issuers: ["corp"], claims: [where("x", { kind: "exists" })] });
const grant = fc
  .record({
    when: fc.oneof({ weight: 2, arbitrary: rule }, { weight: 1, arbitrary: easy }),
    isDefault: fc.boolean(),
    mode: fc.constantFrom("live" as const, "live" as const, "shadow" as const),
  })
  .map(({ when, ...rest }) => ({ ...rest, when: conditions(when) }));
const maps = fc
  .record({ grants: fc.array(grant, { minLength: 1, maxLength: 6 }), deny: fc.array(rule, { maxLength: 2 }) })
  .map(({ grants, deny }) =>
    aDocument({
      grants: grants.map(
        (one, index): Grant => aGrant({ ...one, name: `grant-${index}`, tags: [], policy: undefined }),
      ),
      deny: deny.map((one) => aDenial(one)),
    }),
  );
const anyone = fc.record({ claims, issuerName }).map((one) => aCaller(one.claims, { issuerName: one.issuerName }));
const names = fc.constantFrom(undefined, "grant-0", "grant-1", "nonexistent");

test("on random maps too, with every matcher and hostile names", () => {
  const codes = new Set<string>();
  fc.assert(
    fc.property(maps, anyone, names, (map, caller, name) => {
      codes.add(check(map, caller, anAsk(name === undefined ? {} : { grant: name }), facts()));
    }),
    { numRuns: 1_500 },
  );
  expect([...codes].sort()).toEqual(["GrantRequired", "NotGranted", "Revoked", "granted"]);
});

test("the nearest grants are nearest: none that is left out lacks fewer conditions", () => {
  fc.assert(
    fc.property(maps, anyone, fc.integer({ min: 1, max: 3 }), (map, caller, most) => {
      const policyMap = compilePolicyMap(map, "digest");
      const lacking = map.grants
        .map(({ name }) => explainDecision(policyMap, caller, anAsk({ grant: name }), facts()).grants[0])
        .map((grant) => grant?.conditions.filter(({ holds }) => !holds).length ?? 0)
        .filter((missing) => missing > 0)
        .sort((one, other) => one - other);
      const nearest = findNearestGrants(map.grants, policyMap, { caller, ask: anAsk(), facts: facts() }, most);
      expect(nearest.map(({ missing }) => missing.length)).toEqual(lacking.slice(0, most));
    }),
    { numRuns: 1_000 },
  );
});
