import { describe, expect, test } from "vitest";
import { explainDecision } from "../../../../shared/policy-map/explain/explain-decision.ts";
import type { ConditionResult } from "../../../../shared/policy-map/explain/explanation.ts";
import {
  aCaller,
  aDenial,
  aGrant,
  anAsk,
  aPolicyMap,
  aTarget,
  conditions,
  facts,
  nowMs,
  param,
  where,
} from "../../../support/policy-fixtures.ts";

/** The baseline holds; each test looks at one condition of it. */
function resultsOf(
  grant: Parameters<typeof aGrant>[0],
  { caller = aCaller(), ask = anAsk({ grant: "nightly-report" }), when = facts() } = {},
): readonly ConditionResult[] {
  return explainDecision(aPolicyMap({ grants: [aGrant(grant)] }), caller, ask, when).grants[0]?.conditions ?? [];
}

const claimOf = (matcher: Parameters<typeof where>[1], changes: Parameters<typeof aCaller>[0] = {}) =>
  resultsOf({ when: conditions({ claims: [where("x", matcher)] }) }, { caller: aCaller(changes) })[1];

describe("claims are worded as they are tested", () => {
  test.each([
    ["equality", "prod", "prod", '"prod"', '"prod"', true],
    ["equality of another type", 1, "1", "1", '"1"', false],
    ["oneOf", { kind: "oneOf", values: ["a", 1] }, 1, 'one of "a", 1', "1", true],
    ["anyOf", { kind: "anyOf", values: ["a"] }, ["b"], 'a list with at least one of "a"', '["b"]', false],
    ["allOf", { kind: "allOf", values: ["a", "b"] }, ["b", "a"], 'a list with all of "a", "b"', '["b","a"]', true],
    ["noneOf", { kind: "noneOf", values: ["a"] }, ["a"], 'a list with none of "a"', '["a"]', false],
    ["prefix", { kind: "prefix", prefix: "ab" }, "abc", 'text that begins with "ab"', '"abc"', true],
    [
      "glob",
      { kind: "glob", pattern: "a/*" },
      "a/b/c",
      'text of the form "a/*" (* within a segment, ** across)',
      '"a/b/c"',
      false,
    ],
    ["matches", { kind: "matches", pattern: "a|b" }, "b", "text that matches a|b as a whole", '"b"', true],
    ["exists", { kind: "exists" }, false, "there", "false", true],
    ["a missing claim", { kind: "exists" }, undefined, "there", "missing", false],
    ["null", { kind: "exists" }, null, "there", "null", false],
  ] as const)("%s", (_what, matcher, x, expected, found, holds) => {
    const caller = x === undefined ? {} : { x: x as never };
    expect(claimOf(matcher, caller)).toEqual({ kind: "claim", subject: "claim x", expected, found, holds });
  });

  test("a long value is cut, a nested path is written as authors write it", () => {
    expect(claimOf("a", { x: "y".repeat(500) })?.found).toBe(`"${"y".repeat(199)}...`);
    const results = resultsOf({ when: conditions({ claims: [where(["kubernetes.io", "namespace"], "etl")] }) });
    expect(results[1]?.subject).toBe("claim kubernetes\\.io.namespace");
  });
});

describe("circumstances are worded as they are tested", () => {
  test.each([
    ["an address", { sourceAddress: "10.20.3.4" }, "10.20.3.4", true],
    ["an endpoint", { sourceAddress: "192.0.2.1", vpcEndpointId: "vpce-1" }, "192.0.2.1 through vpce-1", true],
    ["another address", { sourceAddress: "192.0.2.1" }, "192.0.2.1", false],
    ["no address", { sourceAddress: undefined }, "unknown", false],
  ])("network: %s", (_what, changes, found, holds) => {
    const when = conditions({ network: { cidrs: ["10.20.0.0/16"], vpcEndpointIds: ["vpce-1"] } });
    expect(resultsOf({ when }, { when: facts(changes) }).at(-1)).toEqual({
      kind: "network",
      subject: "network",
      expected: "from 10.20.0.0/16, or through vpce-1",
      found,
      holds,
    });
  });

  test.each([
    ["inside", nowMs, "wed 07:00 there (2026-10-07T05:00:00.000Z)", true],
    ["a minute before", nowMs - 60_000, "wed 06:59 there (2026-10-07T04:59:00.000Z)", false],
  ])("time: %s", (_what, at, found, holds) => {
    const when = conditions({ time: { days: ["wed"], fromMinute: 420, toMinute: 540, zone: "Europe/Berlin" } });
    expect(resultsOf({ when }, { when: facts({ nowMs: at }) }).at(-1)).toEqual({
      kind: "time",
      subject: "time",
      expected: "wed from 07:00 to before 09:00 in Europe/Berlin",
      found,
      holds,
    });
  });

  test.each([
    [
      "all of it",
      { amr: ["mfa"], acr: "gold", auth_time: nowMs / 1000 - 60 },
      'amr ["mfa"], acr "gold", auth_time 60 s ago',
      true,
    ],
    [
      "too long ago",
      { amr: ["mfa"], acr: "gold", auth_time: nowMs / 1000 - 901 },
      'amr ["mfa"], acr "gold", auth_time 901 s ago',
      false,
    ],
    ["nothing", {}, "amr missing, acr missing, auth_time missing", false],
  ])("mfa: %s", (_what, claims, found, holds) => {
    const when = conditions({ mfa: { amr: ["mfa", "hwk"], acr: ["gold"], maxAgeSeconds: 900 } });
    expect(resultsOf({ when }, { caller: aCaller(claims) }).at(-1)).toEqual({
      kind: "mfa",
      subject: "mfa",
      expected: "amr with one of mfa, hwk, and acr one of gold, and auth_time at most 900 s ago",
      found,
      holds,
    });
  });

  test("only what is asked for is shown", () => {
    const mfa = (changes: object) =>
      resultsOf({ when: conditions({ mfa: { amr: [], acr: [], maxAgeSeconds: undefined, ...changes } }) }).at(-1);
    expect(mfa({ amr: ["mfa"] })).toMatchObject({ expected: "amr with one of mfa", found: "amr missing" });
    expect(mfa({ acr: ["gold"] })).toMatchObject({ expected: "acr one of gold", found: "acr missing" });
    const network = (changes: object) =>
      resultsOf({ when: conditions({ network: { cidrs: [], vpcEndpointIds: [], ...changes } }) }).at(-1);
    expect(network({ cidrs: ["10.0.0.0/8"] })).toMatchObject({ expected: "from 10.0.0.0/8", holds: true });
    expect(network({ vpcEndpointIds: ["vpce-1"] })).toMatchObject({ expected: "through vpce-1", holds: false });
  });
});

describe("what is asked for is judged as it would be", () => {
  const targets = [aTarget(), aTarget({ account: "archive" })];
  const dataset = { name: "dataset", pattern: "[a-z]+", description: undefined };
  const ask = (changes: Parameters<typeof anAsk>[0]) => ({ ask: anAsk({ grant: "nightly-report", ...changes }) });

  test.each([
    [
      "an account of several",
      { targets },
      { account: "archive" },
      "account",
      "one of reporting, archive",
      "archive",
      true,
    ],
    ["none of several", { targets }, {}, "account", "one of reporting, archive", "not named", false],
    ["another than the one", {}, { account: "archive" }, "account", "reporting", "archive", false],
    [
      "an account where the grant names none",
      { targets: [aTarget({ account: undefined })] },
      { account: "x" },
      "account",
      "(none)",
      "x",
      false,
    ],
    ["the longest duration", {}, { durationSeconds: 3_600 }, "duration", "900 to 3600 s", "3600 s", true],
    ["a second more", {}, { durationSeconds: 3_601 }, "duration", "900 to 3600 s", "3601 s", false],
    [
      "a token that ends too soon",
      { capAt: "token" as const },
      {},
      "duration",
      "in more than 15 minutes: no session outlives the token",
      "in 600 s",
      false,
    ],
    [
      "a parameter",
      { parameters: [dataset] },
      { parameters: { dataset: "abc" } },
      "parameter",
      "text that matches [a-z]+ as a whole",
      '"abc"',
      true,
    ],
    [
      "a wrong parameter",
      { parameters: [dataset] },
      { parameters: { dataset: "1" } },
      "parameter",
      "text that matches [a-z]+ as a whole",
      '"1"',
      false,
    ],
    [
      "no parameter",
      { parameters: [dataset] },
      {},
      "parameter",
      "text that matches [a-z]+ as a whole",
      "missing",
      false,
    ],
    [
      "an undeclared parameter",
      {},
      { parameters: { other: "x" } },
      "parameter",
      "not sent: the grant does not declare it",
      '"x"',
      false,
    ],
  ] as const)("%s", (_what, grant, asked, kind, expected, found, holds) => {
    const result = resultsOf(grant, ask(asked)).find((one) => one.kind === kind);
    expect(result).toMatchObject({ expected, found, holds });
  });

  test("nothing is said of what was not asked for", () => {
    expect(resultsOf({}).map(({ kind }) => kind)).toEqual(["issuer", "claim", "claim", "claim", "claim"]);
  });
});

describe("the verdict", () => {
  const explain = (document: Parameters<typeof aPolicyMap>[0], caller = aCaller(), ask = anAsk()) =>
    explainDecision(aPolicyMap(document), caller, ask, facts());

  test("granted, with the decision itself", () => {
    const { verdict, denials, grants } = explain({});
    expect(verdict).toMatchObject({ outcome: "granted", decision: { assumption: { grant: "nightly-report" } } });
    expect({ denials, grants: grants.map(({ grant }) => grant) }).toEqual({ denials: [], grants: ["nightly-report"] });
  });

  test("refused by the deny list, with its entry and reason", () => {
    const { verdict, denials } = explain({}, aCaller({ sub: "report-runner-old" }));
    expect(verdict).toMatchObject({ outcome: "refused", code: "Revoked", reason: "deny list, entry 1: key leaked" });
    expect(denials).toMatchObject([{ entry: 1, reason: "key leaked", conditions: [{ holds: true }, { holds: true }] }]);
  });

  test("refused by the deny list for what is in a list on the way to a claim, and what was found there", () => {
    const deny = [aDenial({ claims: [{ path: ["realm", "roles"], matcher: { kind: "anyOf", values: ["banned"] } }] })];
    const caller = aCaller({ realm: [{ roles: ["fine"] }, { roles: ["banned"] }] });
    const { verdict, denials } = explain({ deny }, caller);
    expect(verdict).toMatchObject({ outcome: "refused", code: "Revoked" });
    expect(denials[0]?.conditions[1]).toMatchObject({ found: '[["fine"],["banned"]]', holds: true });
  });

  test("refused where several match, with what may be named", () => {
    const { verdict } = explain({ grants: [aGrant(), aGrant({ name: "other" })] });
    expect(verdict).toMatchObject({ code: "GrantRequired", choices: ["nightly-report", "other"] });
  });

  test("a grant that does not exist is explained by nothing", () => {
    expect(explain({}, aCaller(), anAsk({ grant: "__proto__" }))).toMatchObject({
      verdict: { code: "NotGranted" },
      grants: [],
    });
  });

  test("a shadow grant is shown with its mode", () => {
    const { grants, shadowGrants } = explain({ grants: [aGrant({ mode: "shadow" })] });
    expect(shadowGrants).toEqual(["nightly-report"]);
    expect(grants[0]?.conditions.find(({ kind }) => kind === "mode")).toMatchObject({ expected: "live", holds: false });
  });

  test("a fault of the map is no refusal", () => {
    const { verdict } = explain(
      {
        grants: [
          aGrant({ sourceIdentity: [param("x")], parameters: [{ name: "x", pattern: ".+", description: undefined }] }),
        ],
      },
      aCaller(),
      anAsk({ parameters: { x: "me" } }),
    );
    expect(verdict).toMatchObject({ outcome: "failed", code: "Internal" });
  });

  test("what neither refuses nor fails is a defect, and thrown", () => {
    const map = {
      ...aPolicyMap(),
      candidateDenials: () => {
        throw new TypeError("defect");
      },
    };
    expect(() => explainDecision(map, aCaller(), anAsk(), facts())).toThrow("defect");
    const broken = aGrant({ targets: undefined as never });
    expect(() => explain({ grants: [broken] }, aCaller(), anAsk({ grant: "nightly-report" }))).toThrow(TypeError);
  });
});
