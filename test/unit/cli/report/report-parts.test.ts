import { expect, test } from "vitest";
import { describeDuration } from "../../../../cli/report/describe-duration.ts";
import { html } from "../../../../cli/report/html.ts";
import { indexRoles } from "../../../../cli/report/index-roles.ts";
import { locateEntries } from "../../../../cli/report/locate-entries.ts";
import { parseBlame } from "../../../../cli/report/parse-blame.ts";
import { printPolicy, printTemplate } from "../../../../cli/report/print-template.ts";
import { aGrant, claim, param, pathClaim } from "../../../support/policy-fixtures.ts";

test.each([
  [0, "0 seconds"],
  [1, "1 second"],
  [90, "1 minute 30 seconds"],
  [3_600, "1 hour"],
  [5_400, "1 hour 30 minutes"],
  [43_200, "12 hours"],
  [90_000, "1 day 1 hour"],
])("%d seconds are %s", (seconds, words) => {
  expect(describeDuration(seconds)).toBe(words);
});

test("every value in a template is escaped, for text and for attributes", () => {
  const hostile = `</script><img src=x onerror="alert('1')">&amp;`;
  expect(html`<p title="${hostile}">${[hostile]}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
});
const escaped = "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;";

test("nothing is nothing, a number is its digits, and markup stays markup", () => {
  expect(html`${undefined}${false}${0}${html`<b>${"<"}</b>`}`.markup).toBe("0<b>&lt;</b>");
});

test.each([
  ["right-to-left override", "a\u202Eb", "a⟨U+202E⟩b"],
  ["zero width space", "a\u200Bb", "a⟨U+200B⟩b"],
  ["control", "a\u0000b\u001b", "a⟨U+0000⟩b⟨U+001B⟩"],
  ["private use beyond the first plane", "\u{10FFFD}", "⟨U+10FFFD⟩"],
  ["blank letter", "\u3164", "⟨U+3164⟩"],
  ["line break and tab stay", "a\n\tb", "a\n\tb"],
  ["other scripts stay", "Grüße 日本語 שלום", "Grüße 日本語 שלום"],
])("a character that cannot be seen is shown: %s", (_name, text, shown) => {
  expect(html`${text}`.markup).toBe(shown);
});

test("a template is printed as it was written", () => {
  const template = [
    "x-",
    claim("kubernetes.io", "ns"),
    pathClaim("team"),
    param("set"),
    { from: "grant" },
    { from: "issuer" },
  ] as const;
  expect(printTemplate(template)).toBe("x-{claims.kubernetes\\.io.ns}{claims.team|path}{params.set}{grant}{issuer}");
});

test("a session policy is printed as JSON with its places to fill", () => {
  const policy = {
    members: {
      Version: "2012-10-17",
      Statement: [
        { members: { Resource: [{ template: ["arn:aws:s3:::b/", claim("team")], place: "resource" as const }], N: 1 } },
      ],
    },
  };
  expect(JSON.parse(printPolicy(policy))).toEqual({
    Version: "2012-10-17",
    Statement: [{ Resource: ["arn:aws:s3:::b/{claims.team}"], N: 1 }],
  });
});

test("roles are found once each, under their accounts, with the grants that lead there", () => {
  const target = (account: string | undefined, roleArn: string) => ({
    account,
    roleArn,
    externalId: undefined,
    region: undefined,
  });
  const reader = "arn:aws:iam::111122223333:role/team/reader";
  const one = aGrant({ name: "one", targets: [target("a", reader), target("b", "arn:aws:iam::444455556666:role/x")] });
  const two = aGrant({ name: "two", targets: [target("again", reader), target(undefined, reader)] });
  const accounts = indexRoles({ version: 1, issuers: [], grants: [one, two], deny: [] });
  expect(
    accounts.map(({ id, names, roles }) => [
      id,
      names,
      roles.map(({ name, index, grants }) => [name, index, grants.map((grant) => grant.name)]),
    ]),
  ).toEqual([
    ["111122223333", ["a", "again"], [["team/reader", 0, ["one", "two"]]]],
    ["444455556666", ["b"], [["x", 1, ["one"]]]],
  ]);
});

test("entries are found with their last line, in block and in flow style", () => {
  const text = `version: 1
issuers: { corp: { issuer: x } }
grants:
  # about one
  one:
    when:
      issuer: corp

  # about two
  two: { when: {} }
deny:
  - issuer: corp
    reason: x
  - { issuer: corp }
`;
  expect(Object.fromEntries(locateEntries(text))).toEqual({
    "issuers.corp": { first: 2, last: 2 },
    "grants.one": { first: 5, last: 7 },
    "grants.two": { first: 10, last: 10 },
    "deny.0": { first: 12, last: 13 },
    "deny.1": { first: 14, last: 14 },
  });
});

test.each(["", "- 1", "grants: 1\ndeny: 2", "{ [", "grants: { ? [a] : b }"])("no entries in %j", (text) => {
  expect(locateEntries(text).size).toBe(0);
});

test("blame: each line has its commit, what is not committed has none", () => {
  const hash = "3f2a1bc9d04e5f6a7b8c3f2a1bc9d04e5f6a7b8c";
  const zero = "0".repeat(40);
  const porcelain = [
    `${hash} 1 1 2`,
    "author Ada Lovelace",
    "author-time 1",
    "committer-time 1700000000",
    "summary Narrow the report: 2",
    "\tversion: 1",
    `${hash} 5 2`,
    "\tauthor nobody",
    `${zero} 3 3 1`,
    "author Not Committed Yet",
    "committer-time 1800000000",
    "\t# x",
    "",
  ].join("\n");
  const ada = { commit: hash, author: "Ada Lovelace", atMs: 1_700_000_000_000, summary: "Narrow the report: 2" };
  expect(parseBlame(porcelain)).toEqual([
    ada,
    ada,
    { commit: undefined, author: "Not Committed Yet", atMs: 1_800_000_000_000, summary: "" },
  ]);
});
