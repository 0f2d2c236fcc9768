import { describe, expect, test } from "vitest";
import type { Grant, Matcher, PolicyDocument, Scalar, Template } from "../../../../shared/model/policy-document.ts";
import { diffPolicyMaps } from "../../../../shared/policy-map/diff/diff-policy-maps.ts";
import {
  aDenial,
  aDocument,
  aGrant,
  anIssuer,
  aTarget,
  claim,
  conditions,
  param,
  where,
} from "../../../support/policy-fixtures.ts";
import { linesOf, withGrant } from "./diff-fixtures.ts";

const list = (kind: "oneOf" | "anyOf" | "allOf" | "noneOf", ...values: Scalar[]): Matcher => ({ kind, values });
const matches = (pattern: string): Matcher => ({ kind: "matches", pattern });

/** A map whose one grant asks for a subject and for one more claim. */
const asking = (matcher: Matcher | undefined, path: readonly [string, ...string[]] = ["x"]): PolicyDocument => {
  const claims = [where("sub", "a"), ...(matcher === undefined ? [] : [{ path, matcher }])];
  return withGrant({ when: conditions({ claims }), tags: [], policy: undefined });
};

describe("a witness is found for each kind of looser matcher", () => {
  test.each<readonly [Matcher, Matcher]>([
    [{ kind: "equals", value: "p" }, { kind: "exists" }],
    [{ kind: "equals", value: 1 }, list("oneOf", 1, "1")],
    [list("anyOf", "a"), list("anyOf", "a", "b")],
    [list("allOf", "a", "b"), list("anyOf", "a", "b")],
    [list("allOf", "a", "b"), list("allOf", "b")],
    [list("noneOf", "a", "b"), list("noneOf", "a")],
    [list("anyOf", "a"), list("noneOf", "b")],
    [
      { kind: "prefix", prefix: "ab" },
      { kind: "prefix", prefix: "a" },
    ],
    [
      { kind: "glob", pattern: "a*" },
      { kind: "glob", pattern: "a**" },
    ],
    [
      { kind: "glob", pattern: "a*b" },
      { kind: "glob", pattern: "a*" },
    ],
    [
      { kind: "glob", pattern: "a/*" },
      { kind: "glob", pattern: "a**/*" },
    ],
    [matches("[a-c]{2}"), matches("[a-d]{2}")],
    [matches("[a-c]{2}"), matches("[a-c]{2,9}")],
    [matches("a(b|c)?"), matches("a(b|c|d)?")],
    [matches("[a-z]+"), { kind: "glob", pattern: "*" }],
  ])("%j to %j", (older, newer) => {
    const { entries } = diffPolicyMaps(asking(older), asking(newer));
    expect(entries).toMatchObject([
      { effect: "widens", facet: "claims.x", witness: { before: { refused: "NotGranted" } } },
    ]);
    // The other way round nobody gains; only where two expressions stand against each other is there no proof.
    expect(diffPolicyMaps(asking(newer), asking(older)).entries.some(({ effect }) => effect === "widens")).toBe(false);
  });

  test("for a claim inside another", () => {
    const path = ["kubernetes.io", "namespace"] as const;
    const { entries } = diffPolicyMaps(asking(list("oneOf", "p"), path), asking(list("oneOf", "p", "q"), path));
    expect(entries).toMatchObject([{ witness: { request: { claims: { "kubernetes.io": { namespace: "q" } } } } }]);
  });

  test("for a claim that was asked for and may be missing now", () => {
    const { entries } = diffPolicyMaps(asking({ kind: "exists" }), asking(undefined));
    expect(entries).toMatchObject([{ effect: "widens", text: "x is no longer asked for (was anything)" }]);
    expect(entries[0]?.witness?.request.claims).not.toHaveProperty("x");
  });
});

test("a denial is no reason to miss a witness: another value is tried", () => {
  const denying = (changes: Partial<Grant>) =>
    aDocument({ grants: [aGrant(changes)], deny: [aDenial({ claims: [where("sub", "report-runner")] })] });
  expect(diffPolicyMaps(denying({}), denying({ durationSeconds: 7_200 })).entries).toMatchObject([
    { effect: "widens", witness: { request: { claims: { sub: "report-runner-canary" } } } },
  ]);
});

test("hours are found in any zone", () => {
  for (const zone of ["America/New_York", "Asia/Kolkata", "UTC"]) {
    const at = (toMinute: number) =>
      withGrant({ when: conditions({ time: { days: ["tue"], fromMinute: 1_380, toMinute, zone } }) });
    expect(diffPolicyMaps(at(60), at(61)).entries).toMatchObject([{ effect: "widens", facet: "time" }]);
  }
});

describe("what the older map could be asked for by other parameters is no gain", () => {
  const withResource = (template: Template, ...names: readonly (readonly [string, string])[]) =>
    withGrant({
      tags: [],
      parameters: names.map(([name, pattern]) => ({ name, pattern, description: undefined })),
      policy: {
        members: {
          Version: "2012-10-17",
          Statement: [
            { members: { Effect: "Allow", Action: "s3:GetObject", Resource: { template, place: "resource" } } },
          ],
        },
      },
    });
  const effects = (older: PolicyDocument, newer: PolicyDocument) =>
    diffPolicyMaps(older, newer)
      .entries.filter(({ facet }) => facet === "policy")
      .map(({ effect }) => effect);
  const base = "arn:aws:s3:::sets/";

  test("a parameter under another name", () => {
    const named = (name: string) => withResource([base, param(name), "/*"], [name, "[a-z]+"]);
    expect(effects(named("d"), named("e"))).toEqual(["mayWiden"]);
  });

  test("a fixed text in place of a parameter", () => {
    const free = withResource([base, param("d"), "/", claim("team"), "/*"], ["d", "[a-z]+"]);
    expect(effects(free, withResource([base, "sales/", claim("team"), "/*"]))).toEqual(["mayWiden"]);
    expect(effects(free, withResource([base, "SALES/", claim("team"), "/*"]))).toEqual(["widens"]);
  });

  test("a parameter that no value is known for cannot be asked with", () => {
    const unknown = withResource([base, param("d"), "/*"], ["d", "\\pL\\pL"]);
    expect(effects(unknown, withResource([base, "é/*"]))).toEqual(["mayWiden"]);
  });

  test("more combinations than can be tried prove nothing", () => {
    const names = ["a", "b", "c", "d"].map((name) => [name, "[a-z]"] as const);
    const many = withResource([base, ...names.map(([name]) => param(name))], ...names);
    const asked = ["p", "q", "r", "s", "t"].map((name) => [name, "[a-z]"] as const);
    const others = withResource([base, ...asked.map(([name]) => param(name))], ...asked);
    expect(effects(many, others)).not.toEqual([]);
  });
});

test("what has no other account than one has its own parameters", () => {
  const two = (pattern: string) =>
    withGrant({
      targets: [aTarget(), aTarget({ account: "archive", roleArn: "arn:aws:iam::444455556666:role/archive" })],
      sessionName: [param("d"), "-", claim("sub")],
      parameters: [{ name: "d", pattern, description: undefined }],
    });
  expect(linesOf(two("a|b"), two("a|b|c"))).toEqual([
    'widens grant nightly-report parameters.d: parameter d: was "a|b", now "a|b|c"',
  ]);
});

test("a list of issuers is looked at one by one", () => {
  const issuers = ["corp", "lab"].map((name) => anIssuer({ name, issuer: `https://${name}.example` }));
  const grant = (name: string, names: readonly string[]) => aGrant({ name, when: conditions({ issuers: names }) });
  const together = aDocument({ issuers, grants: [grant("all", ["corp", "lab"])], deny: [] });
  const apart = aDocument({ issuers, grants: [grant("one", ["corp"]), grant("two", ["lab"])], deny: [] });
  expect(diffPolicyMaps(together, apart).widens).toBe(false);
  expect(diffPolicyMaps(apart, together).widens).toBe(false);
  const targets = ["one", "two"].map((account) =>
    aTarget({ account, roleArn: `arn:aws:iam::111122223333:role/${account}` }),
  );
  const covering = aDocument({ grants: [aGrant({ targets: targets as [Grant["targets"][number]] })] });
  const parted = aDocument({
    grants: targets.map((target) => aGrant({ name: `in-${target.account}`, targets: [target] })),
  });
  expect(diffPolicyMaps(covering, parted).widens).toBe(false);
  expect(diffPolicyMaps(parted, covering).widens).toBe(false);
});

test("denials of several issuers are told apart", () => {
  const issuers = ["corp", "lab"].map((name) => anIssuer({ name, issuer: `https://${name}.example` }));
  const grants = [aGrant({ when: conditions({ issuers: ["corp", "lab"] }) })];
  const denying = (...deny: Parameters<typeof aDenial>[0][]) => aDocument({ issuers, grants, deny: deny.map(aDenial) });
  const sub = (...subs: string[]) => [where("sub", list("oneOf", ...subs))];
  const [a, b] = ["report-runner", "report-runner-canary"] as const;
  const both = denying({ issuers: ["corp", "lab"], claims: sub(a, b) });
  expect(linesOf(both, denying({ issuers: ["corp"], claims: sub(a, b) }))).toEqual([
    `widens deny 1 entry: no longer denied: sub one of "${a}", "${b}" of https://lab.example`,
  ]);
  // Each issuer has lost another one: said as a whole.
  expect(linesOf(both, denying({ issuers: ["corp"], claims: sub(a) }, { issuers: ["lab"], claims: sub(b) }))).toEqual([
    `widens deny 1 entry: no longer denied: sub one of "${a}", "${b}" of https://corp.example, https://lab.example`,
  ]);
  expect(
    linesOf(both, denying({ issuers: ["corp"], claims: sub(a, b) }, { issuers: ["lab"], claims: sub(b, a) })),
  ).toEqual([]);
});

test("of a denial by a pattern it is said whom it keeps out no longer", () => {
  const denying = (matcher: Matcher) => aDocument({ deny: [aDenial({ claims: [where("team", matcher)] })] });
  expect(linesOf(denying({ kind: "prefix", prefix: "a" }), denying({ kind: "prefix", prefix: "ab" }))).toEqual([
    'widens deny 1 entry: no longer denied: team text that begins with "a" of https://idp.corp.example',
  ]);
});

test("so many grants change that not every one is asked about: the rest may widen", () => {
  const grants = (durationSeconds: number) =>
    aDocument({
      grants: Array.from({ length: 2_005 }, (_, index) =>
        aGrant({
          name: `g${index}`,
          when: conditions({ claims: [where("sub", `s${index}`), where("team", "x")] }),
          durationSeconds,
        }),
      ),
    });
  const { entries } = diffPolicyMaps(grants(900), grants(3_600));
  const count = (effect: string) => entries.filter((entry) => entry.effect === effect).length;
  expect([count("widens"), count("mayWiden")]).toEqual([2_000, 5]);
});
