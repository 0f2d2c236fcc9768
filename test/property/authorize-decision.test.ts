import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import type { Caller } from "../../shared/model/caller.ts";
import type { ClaimValue } from "../../shared/model/claims.ts";
import { asks, callers, circumstances, document, outcome } from "./arbitrary-requests.ts";

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  }
  return value;
}

/** The same claims with the members of every object in the opposite order. */
function reversed(value: ClaimValue): ClaimValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

test("a decision depends on nothing but its input, and changes none of it", () => {
  const codes = new Set<string>();
  const map = compilePolicyMap(document, "digest");
  const frozen = compilePolicyMap(deepFreeze(structuredClone(document)), "digest");
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      const before = JSON.stringify(caller);
      const first = outcome(map, caller, ask, when);
      expect(outcome(map, caller, ask, when)).toEqual(first);
      expect(outcome(frozen, deepFreeze(caller), deepFreeze(ask), deepFreeze(when))).toEqual(first);
      expect(JSON.stringify(caller)).toBe(before);
      const code = (first as readonly { readonly code?: string }[])[0]?.code ?? "allowed";
      codes.add(code);
    }),
    { numRuns: 1_500 },
  );
  // Every way out was taken.
  expect([...codes].sort()).toEqual([
    "ConditionNotMet",
    "DurationOutOfRange",
    "GrantRequired",
    "InvalidParameter",
    "NotGranted",
    "Revoked",
    "allowed",
  ]);
});

test("the order in which a token's members stand decides nothing", () => {
  const map = compilePolicyMap(document, "digest");
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      const other = { ...caller, claims: reversed(caller.claims) } as Caller;
      expect(outcome(map, other, ask, when)).toEqual(outcome(map, caller, ask, when));
    }),
    { numRuns: 300 },
  );
});
