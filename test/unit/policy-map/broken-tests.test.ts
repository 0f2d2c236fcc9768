import { describe, expect, it } from "vitest";
import { parseMapTests } from "../../../shared/policy-map/parse-map-tests.ts";
import { parsePolicyMap } from "../../../shared/policy-map/parse-policy-map.ts";
import { PolicyMapError } from "../../../shared/policy-map/policy-map-error.ts";
import { baselineMap } from "./baseline-map.ts";
import { problemsOf } from "./break-map.ts";

const sound = `version: 1
tests:
  - name: one
    caller: { issuer: corp, claims: { sub: job } }
    grant: nightly
    account: reporting
    parameters: { dataset: x }
    duration: 30m
    from: 10.20.3.4
    vpce: vpce-0123456789abcdef0
    at: "2026-10-07T00:10:00+02:00"
    expect: { grant: nightly, role: "arn:aws:iam::111122223333:role/x" }
  - name: two
    caller: { issuer: corp, claims: { sub: job } }
    expect: { refused: NotGranted }
`;

const document = parsePolicyMap(baselineMap, "map.yaml");

/** All that is wrong with a file of tests. */
function problemsOfTests(text: string): string {
  try {
    parseMapTests(text, "cases.yaml", document);
    return "";
  } catch (error) {
    if (!(error instanceof PolicyMapError)) throw error;
    return error.message.replaceAll("cases.yaml:", "");
  }
}

function breakTests(find: string, put: string): string {
  if (!sound.includes(find)) throw new Error(`there is no ${find}`);
  return sound.replace(find, () => put);
}

const rows: readonly (readonly [what: string, find: string, put: string, problems: string])[] = [
  ["nothing", sound, "", "1:1: is empty; begin with version: 1"],
  ["no YAML", sound, "[", "1:2: lacks a closing quote or bracket, or a comma; close it"],
  ["no tests", sound, "version: 1", "1:1 tests: is missing; add it: a list"],
  [
    "tests that are a mapping",
    sound,
    "version: 1\ntests: {}",
    "2:8 tests: must be a list, not a mapping; write a list",
  ],
  ["another version", "version: 1", "version: 2", "1:10 version: 2 is not possible here; write 1"],
  ["no version", "version: 1\n", "", "1:1 version: is missing; write 1"],
  [
    "a section of a map",
    "tests:",
    "grants: {}\ntests:",
    "2:1 grants: is not a known key; remove it; known here: $schema, version, tests",
  ],
  ["a test without a name", "- name: one\n    caller", "- caller", "3:5 tests[0].name: is missing; add it: text"],
  [
    "two tests of one name",
    "name: two",
    "name: one",
    '13:11 tests[1].name: "one" is the name of an earlier test; rename one of them',
  ],
  ["a slip in a key", "    grant:", "    grants:", "5:5 tests[0].grants: is not a known key; did you mean grant?"],
  [
    "an issuer that the map lacks",
    "issuer: corp",
    "issuer: crop",
    '4:23 tests[0].caller.issuer: "crop" is not an issuer of this map; did you mean corp?',
  ],
  [
    "a grant that the map lacks",
    "grant: nightly\n",
    "grant: daily\n",
    '5:12 tests[0].grant: "daily" is not a grant of this map; add it to grants, or name one that is there',
  ],
  [
    "an account that the map lacks",
    "account: reporting",
    "account: reportin",
    '6:14 tests[0].account: "reportin" is not an account of this map; did you mean reporting?',
  ],
  [
    "an expected grant that the map lacks",
    "{ grant: nightly,",
    "{ grant: nightli,",
    '12:22 tests[0].expect.grant: "nightli" is not a grant of this map; did you mean nightly?',
  ],
  [
    "claims without sub",
    "{ sub: job }",
    "{ team: x }",
    "4:37 tests[0].caller.claims: lacks sub, which every token has as text; add it",
  ],
  [
    "an empty sub",
    "{ sub: job }",
    '{ sub: "" }',
    "4:37 tests[0].caller.claims: lacks sub, which every token has as text; add it",
  ],
  [
    "a sub that is a number",
    "{ sub: job }",
    "{ sub: 1 }",
    "4:37 tests[0].caller.claims: lacks sub, which every token has as text; add it",
  ],
  [
    "another iss than the issuer's",
    "{ sub: job }",
    '{ sub: job, iss: "https://idp.corp.example/" }',
    "4:37 tests[0].caller.claims: has another iss than its issuer; remove iss",
  ],
  [
    "a parameter that is a number",
    "{ dataset: x }",
    "{ dataset: 1 }",
    "7:28 tests[0].parameters.dataset: must be text, not a number; put it in quotes",
  ],
  [
    "a duration that is none",
    "30m",
    "soon",
    '8:15 tests[0].duration: "soon" is not a duration; write hours, minutes and seconds such as 1h, 30m, 45s or 1h30m, or a whole number of seconds without quotes',
  ],
  [
    "an address that is a range",
    "10.20.3.4",
    "10.20.0.0/16",
    '9:11 tests[0].from: "10.20.0.0/16" is not an address; write one such as 10.20.3.4',
  ],
  [
    "an endpoint that is none",
    "vpce-0123456789abcdef0",
    "vpc-0123456789abcdef0",
    '10:11 tests[0].vpce: "vpc-0123456789abcdef0" is not the id of a VPC endpoint; write vpce-0123456789abcdef0',
  ],
  [
    "an instant without an offset",
    "+02:00",
    "",
    '11:9 tests[0].at: "2026-10-07T00:10:00" is not an instant; write one such as "2026-10-07T07:00:00+02:00"',
  ],
  [
    "an instant that does not exist",
    "10-07T00",
    "13-07T00",
    '11:9 tests[0].at: "2026-13-07T00:10:00+02:00" is not an instant; write one such as "2026-10-07T07:00:00+02:00"',
  ],
  [
    "a role that is no ARN",
    '"arn:aws:iam::111122223333:role/x"',
    "x",
    '12:37 tests[0].expect.role: "x" is not the ARN of a role in the partitions aws, aws-cn or aws-us-gov; write arn:aws:iam::111122223333:role/NAME',
  ],
  [
    "no expectation",
    "{ refused: NotGranted }",
    "{}",
    "15:13 tests[1].expect: expects nothing; write grant, role or both; or refused",
  ],
  [
    "both expectations",
    "{ refused: NotGranted }",
    "{ refused: NotGranted, grant: nightly }",
    "15:13 tests[1].expect: cannot be both granted and refused; write grant, role or both; or refused",
  ],
  [
    "a code that no decision gives",
    "NotGranted",
    "InvalidToken",
    '15:24 tests[1].expect.refused: "InvalidToken" is not possible here; use one of NotGranted, ConditionNotMet, ProofRequired, Revoked, GrantRequired, InvalidParameter, DurationOutOfRange',
  ],
  [
    "a slip in a code",
    "NotGranted",
    "NotGrantd",
    '15:24 tests[1].expect.refused: "NotGrantd" is not possible here; did you mean NotGranted?',
  ],
];

describe("what is wrong with tests in a file of their own", () => {
  it("is nothing, where they are sound", () => {
    expect(problemsOfTests(sound)).toBe("");
  });

  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOfTests(breakTests(find, put))).toBe(problems);
  });
});

describe("what is wrong with tests in the map", () => {
  const lines = baselineMap.split("\n").length - 1;
  const inMap = rows.filter(([, find, , problems]) => find !== sound && !/^\d+:\d+ (?:version|grants):/.test(problems));

  it.each(inMap)("%s", (_what, find, put, problems) => {
    const tests = breakTests(find, put).replace("version: 1\n", "");
    const [, line, rest] = /^(\d+)(.*)$/s.exec(problems) ?? [];
    // problemsOf puts a colon behind the path, and the message one behind the place.
    const expected = `${Number(line) - 1 + lines}${rest}`;
    expect(problemsOf(`${baselineMap}${tests}`)).toBe(expected);
  });

  it("takes every issuer and account of the map, used or not", () => {
    const test =
      "tests: [{ name: x, caller: { issuer: lab, claims: { sub: x } }, account: china, expect: { refused: NotGranted } }]";
    expect(problemsOf(`${baselineMap}${test}\n`)).toBe("");
  });

  it("does not take a test of a broken issuer for broken too", () => {
    const map = baselineMap.replace("keys: { discovery: true }", "keys: 1");
    const test = "tests: [{ name: x, caller: { issuer: corp, claims: { sub: x } }, expect: { grant: nightly } }]";
    expect(problemsOf(`${map}${test}\n`)).toBe(
      "6:11 issuers.corp.keys: must be a mapping, not a number; write a mapping",
    );
  });
});
