import { describe, expect, it } from "vitest";
import type { MapTest } from "../../../shared/policy-map/map-test.ts";
import { parseMapTests } from "../../../shared/policy-map/parse-map-tests.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { readPolicyMap } from "../../../shared/policy-map/read-policy-map.ts";
import { type MapTestResult, runMapTests } from "../../../shared/policy-map/run-map-tests.ts";
import { fullMap } from "./full-map.ts";

const nowMs = Date.UTC(2026, 9, 7, 5, 0, 0);

const map = `version: 1
issuers:
  corp: { issuer: "https://idp.corp.example", audience: vend, keys: { discovery: true }, algorithms: [ES256] }
  lab:
    issuer: https://lab.example
    audience: vend
    keys: { discovery: true }
    algorithms: [ES256]
    senderConstrained: { methods: [mtls] }
accounts:
  one: { id: "111122223333", externalId: one-7Qx2 }
  two: { id: "444455556666", externalId: { ssm: /vend/two } }
grants:
  report:
    when:
      issuer: corp
      claims: { sub: job, team: { exists: true } }
      network: { cidr: 10.0.0.0/8, vpce: vpce-0123456789abcdef0 }
      time: { from: "06:00", to: "08:00", zone: Europe/Berlin }
    assume: { role: reader, accounts: [one, two], duration: 1h, tags: { team: "{claims.team}" } }
    parameters: { dataset: { pattern: "[a-z]+" } }
  plain:
    when: { issuer: corp, claims: { sub: { oneOf: [job, other] } } }
    assume: { role: "arn:aws:iam::999988887777:role/plain" }
  sealed:
    when: { issuer: corp, claims: { sub: { prefix: jo } }, senderConstrained: dpop }
    assume: { role: "arn:aws:iam::999988887777:role/sealed" }
  lab:
    when: { issuer: lab, claims: { sub: job } }
    assume: { role: "arn:aws:iam::999988887777:role/lab" }
deny:
  - { issuer: corp, claims: { sub: gone }, reason: left }
`;
const document = parsePolicyMap(map, "map.yaml");

/** What comes of a test that is given as the lines of its file. */
function resultOf(test: string): MapTestResult {
  const text = `version: 1\ntests:\n  - { name: it, ${test} }`;
  const [result] = runMapTests(document, parseMapTests(text, "cases.yaml", document), nowMs);
  if (result === undefined) throw new Error("no result");
  return result;
}

const job = "caller: { issuer: corp, claims: { sub: job, team: etl } }";
const report = `${job}, grant: report, account: two, parameters: { dataset: x }, from: 10.1.2.3`;
const bound = "caller: { issuer: corp, claims: { sub: job, team: etl }, boundBy: dpop }";
const both = bound.replace("dpop", "[dpop, mtls]");
const otherwise = bound.replace("dpop", "mtls");
const lab = "caller: { issuer: lab, claims: { sub: job }";
const two = "arn:aws:iam::444455556666:role/reader";

describe("runMapTests", () => {
  it("passes those of a sound map", () => {
    const { document: full, tests } = readPolicyMap(fullMap, "map.yaml");
    expect(runMapTests(full, tests, 0).map(({ name, passed }) => [name, passed])).toEqual([
      ["the nightly job gets its report", true],
      ["nobody else does", true],
    ]);
    expect(runMapTests(full, [], 0)).toEqual([]);
  });

  it("says what was expected, and what came of it", () => {
    expect(resultOf(`${report}, expect: { grant: report, role: "${two}" }`)).toEqual({
      name: "it",
      passed: true,
      expected: `grant report, role ${two}`,
      got: `grant report, role ${two}`,
      detail: undefined,
      path: ["tests", 0],
    });
    expect(resultOf(`${job}, expect: { refused: GrantRequired }`)).toEqual({
      name: "it",
      passed: true,
      expected: "refused GrantRequired",
      got: "refused GrantRequired",
      detail: "several grants match this caller: report, plain, sealed",
      path: ["tests", 0],
    });
  });

  it.each([
    ["the grant alone", `${report}, expect: { grant: report }`],
    ["the role alone", `${report}, expect: { role: "${two}" }`],
    [
      "the endpoint in place of the address",
      `${report.replace("from: 10.1.2.3", "vpce: vpce-0123456789abcdef0")}, expect: { grant: report }`,
    ],
    ["a duration within bounds", `${report}, duration: 15m, expect: { grant: report }`],
    ["another time of the day", `${report}, at: "2026-10-07T09:00:00+02:00", expect: { refused: ConditionNotMet }`],
    ["another address", `${report.replace("10.1.2.3", "11.1.2.3")}, expect: { refused: ConditionNotMet }`],
    ["no address", `${report.replace(", from: 10.1.2.3", "")}, expect: { refused: ConditionNotMet }`],
    ["another parameter", `${report.replace("dataset: x", 'dataset: "1"')}, expect: { refused: InvalidParameter }`],
    ["a duration out of bounds", `${report}, duration: 2h, expect: { refused: DurationOutOfRange }`],
    ["a bound caller of a grant that asks for it", `${bound}, grant: sealed, expect: { grant: sealed }`],
    ["one that is bound twice", `${both}, grant: sealed, expect: { grant: sealed }`],
    ["one that is bound otherwise", `${otherwise}, grant: sealed, expect: { refused: ProofRequired }`],
    ["one that is not", `${job}, grant: sealed, expect: { refused: ProofRequired }`],
    ["a bound caller of an issuer that asks for it", `${lab}, boundBy: mtls }, expect: { grant: lab }`],
    ["an unbound one", `${lab} }, expect: { refused: ProofRequired }`],
    ["a denied caller", "caller: { issuer: corp, claims: { sub: gone } }, expect: { refused: Revoked }"],
    ["a caller of no grant", "caller: { issuer: corp, claims: { sub: nobody } }, expect: { refused: NotGranted }"],
    ["a caller of one grant", "caller: { issuer: corp, claims: { sub: other } }, expect: { grant: plain }"],
  ])("passes: %s", (_what, test) => {
    expect(resultOf(test)).toMatchObject({ passed: true });
  });

  it.each([
    ["another grant", `${report}, expect: { grant: plain }`, `grant report, role ${two}`],
    ["another role", `${report}, expect: { grant: report, role: "${two}s" }`, `grant report, role ${two}`],
    ["a refusal that does not come", `${report}, expect: { refused: NotGranted }`, `grant report, role ${two}`],
    ["another refusal", `${job}, expect: { refused: NotGranted }`, "refused GrantRequired"],
    ["a refusal where a grant was expected", `${job}, expect: { grant: plain }`, "refused GrantRequired"],
  ])("fails: %s", (_what, test, got) => {
    expect(resultOf(test)).toMatchObject({ passed: false, got });
  });

  it("never shows an external ID", () => {
    const results = [resultOf(`${report}, expect: { grant: plain }`), resultOf(`${job}, expect: { grant: plain }`)];
    expect(JSON.stringify(results)).not.toMatch(/7Qx2|vend\/two/);
  });

  it("fails a test of a caller that the map cannot have", () => {
    const text = `version: 1
tests:
  - { name: foreign, caller: { issuer: elsewhere, claims: { sub: x } }, expect: { grant: gone } }
  - { name: nameless, caller: { issuer: corp, claims: {} }, expect: { refused: NotGranted } }
`;
    expect(runMapTests(document, parseMapTests(text, "cases.yaml"), nowMs)).toMatchObject([
      {
        passed: false,
        got: "no such caller",
        detail: "is of an issuer that the map does not have; name one of its issuers",
      },
      { passed: false, got: "no such caller", detail: "lacks sub, which every token has as text; add it" },
    ]);
  });

  it("fails a test that ends in a fault", () => {
    const [grant] = document.grants;
    if (grant === undefined) throw new Error("no grant");
    const chosen = {
      ...document,
      grants: [{ ...grant, tags: [{ key: "t", value: [{ from: "params", name: "dataset", allowsPath: false }] }] }],
    } as const;
    const tests = parseMapTests(`version: 1\ntests: [{ name: it, ${report}, expect: { refused: NotGranted } }]`, "x");
    expect(runMapTests(chosen, tests, nowMs)).toMatchObject([
      {
        passed: false,
        expected: "refused NotGranted",
        got: "failed Internal",
        detail: expect.stringContaining("tag t"),
      },
    ]);
  });

  it("throws what is no answer of a decision", () => {
    const broken = { name: "x", caller: undefined } as unknown as MapTest;
    expect(() => runMapTests(document, [{ ...broken, expect: {}, facts: {}, ask: {} }], nowMs)).toThrow(TypeError);
  });
});
