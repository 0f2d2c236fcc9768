import { type AttackCase, notGranted, refused } from "../attack-case.ts";
import { claimCase, posted, requestCase, tokenCase, withToken } from "../calls.ts";
import { goodParts } from "../forge-token.ts";

type Claims = Readonly<Record<string, unknown>>;

function cases(grant: string, rows: Readonly<Record<string, Claims>>): readonly AttackCase[] {
  return Object.entries(rows).map(([what, claims]) => claimCase(`${grant}: ${what}`, claims, notGranted, grant));
}

/** What is wanted is `main`, or `release-` and digits, of a repository of corp's. */
const repository = "corp/reports";

const refs: Readonly<Record<string, unknown>> = {
  "the first alternative and more": "main-attacker",
  "the last alternative with more before": "attacker-release-1",
  "the first alternative in a path": "refs/heads/main",
  "both alternatives": "main|release-1",
  "two lines": "attacker\nmain",
  "a line feed behind": "main\n",
  "a carriage return behind": "main\r",
  "a line separator behind": "main\u2028",
  "a NUL behind": "main\u0000",
  "a space behind": "main ",
  "a space before": " main",
  "another case": "MAIN",
  "full-width letters": "ｍａｉｎ",
  "a combining character": "main\u0301",
  "a zero-width joiner": "ma\u200din",
  "a soft hyphen": "ma\u00adin",
  "digits of another script": "release-١",
  "no digits": "release-",
  "the pattern itself": "main|release-[0-9]+",
  "a list of it": ["main"],
  "a list in a list": [["main"]],
  "an object": { toString: "main" },
  "an object like a text": { 0: "m", length: 1 },
  "a number": 0,
  true: true,
  null: null,
  "nothing in it": "",
  "8,000 characters": `release-${"1".repeat(6_000)}x`,
};

const repositories: Readonly<Record<string, unknown>> = {
  "another segment": "corp/reports/fork",
  "no slash": "corp",
  "another owner": "corporate/reports",
  "an owner before": "evil/corp/reports",
  "another case": "Corp/reports",
  "two slashes": "corp//reports",
  "the pattern itself and more": "corp/*/x",
  "a list": ["corp/reports"],
};

const chief: Claims = { level: 1, isAdmin: true, name: "chief" };
const auditor: Claims = { roles: ["auditor", "staff"], flags: [] };

/** Values that are nearly what a condition asks for. */
export const bendValues: readonly AttackCase[] = [
  ...cases("by-branch", Object.fromEntries(Object.entries(refs).map(([what, ref]) => [what, { ref, repository }]))),
  ...cases(
    "by-branch",
    Object.fromEntries(
      Object.entries(repositories).map(([what, name]) => [`repository: ${what}`, { ref: "main", repository: name }]),
    ),
  ),
  ...cases("by-equality", {
    "a number as text": { ...chief, level: "1" },
    "a number in a list": { ...chief, level: [1] },
    "true for 1": { ...chief, level: true },
    "nearly the number": { ...chief, level: 1.0000000000000002 },
    "true as text": { ...chief, isAdmin: "true" },
    "1 for true": { ...chief, isAdmin: 1 },
    "true in a list": { ...chief, isAdmin: [true] },
    "an object for true": { ...chief, isAdmin: {} },
    "a text in a list": { ...chief, name: ["chief"] },
    "another case": { ...chief, name: "Chief" },
    "a long s, which is an s in upper case": { ...chief, name: "chief".replace("f", "ſ") },
    "a ligature": { ...chief, name: "chieﬀ" },
    "one claim too few": { level: 1, isAdmin: true },
    "null for a claim": { ...chief, isAdmin: null },
  }),
  ...cases("by-list", {
    "a text with both": { ...auditor, roles: "auditor staff" },
    "a text with a comma": { ...auditor, roles: "auditor,staff" },
    "a text that is JSON": { ...auditor, roles: '["auditor","staff"]' },
    "one of two": { ...auditor, roles: ["auditor"] },
    "a list in a list": { ...auditor, roles: [["auditor", "staff"]] },
    "an object": { ...auditor, roles: { 0: "auditor", 1: "staff", length: 2 } },
    "an object by name": { ...auditor, roles: { auditor: true, staff: true } },
    "the unwanted one": { ...auditor, flags: ["suspended"] },
    "the unwanted one among others": { ...auditor, flags: ["a", "suspended", "b"] },
    "the unwanted one, hidden in a list": { ...auditor, flags: [["suspended"]] },
    "the unwanted one, hidden in an object": { ...auditor, flags: [{ name: "suspended" }] },
    "the unwanted one as text": { ...auditor, flags: "suspended" },
    "no list of the unwanted": { roles: ["auditor", "staff"] },
    "null for the unwanted": { ...auditor, flags: null },
  }),
  ...cases("by-prefix", {
    "a letter before": { env: "xprod-eu" },
    "without the separator": { env: "production" },
    "another case": { env: "PROD-eu" },
    "a space before": { env: " prod-eu" },
    "a list": { env: ["prod-eu"] },
    "a line before": { env: "dev\nprod-eu" },
  }),
  ...cases("by-words", {
    "a text that takes exponential time to refuse": { words: `${"a".repeat(7_000)}!` },
    "the same with spaces": { words: `${"a ".repeat(3_000)}!` },
  }),
  ...cases("nightly-report", {
    "a group of another name": { groups: ["etl-admins"] },
    "the group as text": { groups: "etl" },
    "no groups": { groups: [] },
    "groups are missing": { groups: undefined },
    "another subject": { sub: "report-runner-2" },
    "a subject with a space": { sub: "report-runner " },
    "a team in upper case": { team: "ETL" },
    "a team with a path": { team: "etl/../admin" },
  }),
];

const invalidParameter = refused(400, "InvalidParameter");
const invalidRequest = refused(400, "InvalidRequest");
const magicNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "__defineGetter__",
];

/** Names that every object of the language has without anybody having put them there. */
export const pollutePrototypes: readonly AttackCase[] = [
  ...[
    { __proto__claims: '"__proto__":{"groups":["etl"]},' },
    { __proto__claims: '"constructor":{"prototype":{"groups":["etl"]}},' },
    { __proto__claims: '"__proto__":{"isAdmin":true},' },
  ].map(({ __proto__claims: text }) =>
    tokenCase(
      `claims with ${text.slice(0, -1)} and without groups`,
      ({ corp }) => {
        const { header, claims } = goodParts(corp);
        const { groups: _groups, ...rest } = claims;
        return corp.signBytes(JSON.stringify(header), JSON.stringify(rest).replace("{", `{${text}`));
      },
      notGranted,
    ),
  ),
  tokenCase(
    "groups inherited from a list",
    ({ corp }) => {
      const { header, claims } = goodParts(corp);
      const json = JSON.stringify({ ...claims, groups: "MARK" }).replace('"MARK"', '{"__proto__":["etl"]}');
      return corp.signBytes(JSON.stringify(header), json);
    },
    notGranted,
  ),
  ...cases("by-nested-claim", {
    "the path as a name": { "realm.roles": ["admin"] },
    "a list on the way": { realm: [{ roles: ["admin"] }] },
    "a text on the way": { realm: "roles" },
    "null on the way": { realm: null },
    "the prototype on the way": { realm: { prototype: { roles: ["admin"] } } },
  }),
  ...magicNames.map((name) =>
    requestCase(`the grant ${name}`, notGranted, (token) => withToken(token, `/v1/credentials/${name}`)),
  ),
  ...magicNames.map((name) =>
    requestCase(`the account ${name}`, notGranted, (token) =>
      withToken(token, `/v1/credentials/nightly-report/${name}`),
    ),
  ),
  ...["constructor", "prototype", "toString"].map((name) =>
    requestCase(`the parameter ${name}`, invalidParameter, (token) =>
      withToken(token, `/v1/credentials/dataset?param.${name}=x&param.dataset=a`),
    ),
  ),
  requestCase("the parameter __proto__", invalidRequest, (token) =>
    withToken(token, "/v1/credentials/dataset?param.__proto__=x&param.dataset=a"),
  ),
  ...[
    '{"__proto__":{"grant":"dataset"}}',
    '{"grant":"dataset","parameters":{"__proto__":{"dataset":"a"}}}',
    '{"constructor":1}',
  ].map((body) => requestCase(`the body ${body}`, invalidRequest, (token) => posted(token, body))),
];
