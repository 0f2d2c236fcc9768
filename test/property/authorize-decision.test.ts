import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicyMap } from "../../shared/authorize/compile-policy-map.ts";
import { decideGrant } from "../../shared/authorize/decide-grant.ts";
import { listGrants } from "../../shared/authorize/list-grants.ts";
import type { Caller } from "../../shared/model/caller.ts";
import type { ClaimValue } from "../../shared/model/claims.ts";
import type { PolicyDocument } from "../../shared/model/policy-document.ts";
import type { CredentialsAsk, RequestFacts } from "../../shared/model/request.ts";
import {
  aCaller,
  aDenial,
  aDocument,
  aGrant,
  anAsk,
  aTag,
  aTarget,
  claim,
  conditions,
  facts,
  failureOf,
  param,
  where,
} from "../support/policy-fixtures.ts";

/** Something of everything, so that decisions differ. */
const document = aDocument({
  grants: [
    aGrant({
      name: "reports",
      when: conditions({ network: { cidrs: ["10.20.0.0/16", "2001:db8::/32"], vpcEndpointIds: ["vpce-1"] } }),
      parameters: [{ name: "dataset", pattern: "[a-z]+|[0-9]+", description: undefined }],
      policy: {
        members: { Resource: { template: ["arn:aws:s3:::", param("dataset"), "/", claim("team")], place: "resource" } },
      },
    }),
    aGrant({
      name: "archive",
      targets: [aTarget(), aTarget({ account: "archive" })],
      via: [{ roleArn: "arn:aws:iam::999988887777:role/hub", externalId: undefined }],
      tags: [aTag("team", claim("team")), aTag("env", claim("env"))],
      transitiveTagKeys: ["team"],
      when: conditions({ time: { days: ["wed"], fromMinute: 0, toMinute: 720, zone: "Europe/Berlin" } }),
    }),
    aGrant({
      name: "default",
      isDefault: true,
      when: conditions({ claims: [where("env", "prod"), where("team", { kind: "exists" })] }),
    }),
    aGrant({ name: "tried", mode: "shadow", when: conditions({ mfa: { amr: ["mfa"], acr: [], maxAgeSeconds: 600 } }) }),
  ],
  deny: [aDenial(), aDenial({ claims: [where("groups", { kind: "anyOf", values: ["contractors"] })] })],
});

/** A value with which requests succeed, and now and then one of the others. */
function mostly<Value>(good: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const callers = fc
  .record({
    sub: mostly("report-runner", "report-runner-canary", "report-runner-old", "repo:org/app"),
    env: mostly<ClaimValue>("prod", "test", 1),
    team: mostly<ClaimValue>("etl-core", "etl", "a*", "é", 7, null, ["etl"]),
    groups: mostly<readonly ClaimValue[]>(["etl", "staff"], ["etl", null, 1], ["staff"], ["etl", "contractors"], []),
    amr: fc.constantFrom<ClaimValue>(["mfa"], ["pwd"], "mfa"),
    auth_time: fc.constantFrom<ClaimValue>(facts().nowMs / 1000, 0, "now"),
    nested: fc.constantFrom<ClaimValue>({ b: 1, a: { z: 1, y: [{ d: 1, c: 2 }] } }),
  })
  .map((claims) => aCaller(claims));
const asks = fc
  .record({
    grant: fc.constantFrom(undefined, "reports", "archive", "default", "tried", "nonexistent", "__proto__"),
    account: mostly(undefined, "reporting", "archive", "other"),
    durationSeconds: mostly(undefined, 899, 900, 3_600, 3_601),
    parameters: fc.constantFrom<Readonly<Record<string, string>>>(
      {},
      {},
      { dataset: "sales" },
      { dataset: "a1" },
      { other: "x" },
    ),
  })
  .map(anAsk);
const circumstances = fc
  .record({
    nowMs: mostly(facts().nowMs, Date.UTC(2026, 9, 8), Date.UTC(2026, 9, 25, 1)),
    sourceAddress: mostly<string | undefined>("10.20.3.4", "192.0.2.1", undefined),
    vpcEndpointId: fc.constantFrom(undefined, "vpce-1"),
  })
  .map(facts);

function outcome(of: PolicyDocument, caller: Caller, ask: CredentialsAsk, when: RequestFacts): unknown {
  const map = compilePolicyMap(of, "digest");
  const results: unknown[] = [];
  for (const work of [() => decideGrant(map, caller, ask, when), () => listGrants(map, caller, when)]) {
    const failure = failureOf(() => results.push(work()));
    if (failure !== undefined) results.push({ code: failure.code, reason: failure.reason });
  }
  return results;
}

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
  const frozen = deepFreeze(structuredClone(document));
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      const before = JSON.stringify(caller);
      const first = outcome(document, caller, ask, when);
      expect(outcome(document, caller, ask, when)).toEqual(first);
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
  fc.assert(
    fc.property(callers, asks, circumstances, (caller, ask, when) => {
      const other = { ...caller, claims: reversed(caller.claims) } as Caller;
      expect(outcome(document, other, ask, when)).toEqual(outcome(document, caller, ask, when));
    }),
    { numRuns: 300 },
  );
});
