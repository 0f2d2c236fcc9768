import fc from "fast-check";
import { decideGrant } from "../../shared/authorize/decide-grant.ts";
import { listGrants } from "../../shared/authorize/list-grants.ts";
import type { Caller } from "../../shared/model/caller.ts";
import type { ClaimValue } from "../../shared/model/claims.ts";
import type { PolicyMap } from "../../shared/model/policy-map.ts";
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
export const document = aDocument({
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

export const callers = fc
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
export const asks = fc
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
export const circumstances = fc
  .record({
    nowMs: mostly(facts().nowMs, Date.UTC(2026, 9, 8), Date.UTC(2026, 9, 25, 1)),
    sourceAddress: mostly<string | undefined>("10.20.3.4", "192.0.2.1", undefined),
    vpcEndpointId: fc.constantFrom(undefined, "vpce-1"),
  })
  .map(facts);

/** What a map says to a request: the decision, or the code and reason of its refusal, and the same of the listing. */
export function outcome(map: PolicyMap, caller: Caller, ask: CredentialsAsk, when: RequestFacts): readonly unknown[] {
  const results: unknown[] = [];
  for (const work of [() => decideGrant(map, caller, ask, when), () => listGrants(map, caller, when)]) {
    const failure = failureOf(() => results.push(work()));
    if (failure !== undefined) results.push({ code: failure.code, reason: failure.reason });
  }
  return results;
}
