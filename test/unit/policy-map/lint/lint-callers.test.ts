import { describe } from "vitest";
import { claims, deny, issuedBy, type Row, testRows } from "./lint-rows.ts";

const github = "https://token.actions.githubusercontent.com";

/** Beside the examples of docs/lints.md: the other ways to each lint, and what is nearly one. */
const rows: readonly Row[] = [
  ["iss alone", "matches-everybody", claims('iss: "https://idp.corp.example"'), undefined],
  ["the only audience", "matches-everybody", claims('aud: "https://vend.corp.example"'), undefined],
  [
    "one audience of two",
    "matches-everybody",
    "issuers: { corp: { audience: [one, two] } }\ngrants: { job: { when: { issuer: corp, claims: { aud: { anyOf: [one, two] } } } } }",
    "issuers: { corp: { audience: [one, two] } }\ngrants: { job: { when: { issuer: corp, claims: { aud: { anyOf: [one] } } } } }",
  ],
  ["aud exists", "matches-everybody", claims("aud: { exists: true }"), undefined],
  ["noneOf alone", "matches-everybody", claims("groups: { noneOf: [guests] }"), undefined],
  ["email_verified", "matches-everybody", claims("email_verified: true"), claims("email_verified: true, sub: alice")],
  ["glob of stars", "matches-everybody", claims('sub: { glob: "*:*" }'), claims('sub: { glob: "a:*" }')],
  ["a form", "matches-everybody", claims('sub: { matches: "[0-9]+@[a-z]+" }'), claims('sub: { matches: "[0-9]+@a" }')],
  [
    "a form among options",
    "matches-everybody",
    claims('sub: { matches: "a|\\\\d+" }'),
    claims('sub: { matches: "a|b" }'),
  ],
  [
    "an optional letter",
    "matches-everybody",
    claims('sub: { matches: "a?[b-z]+" }'),
    claims('sub: { matches: "a[b-z]?" }'),
  ],
  [
    "a class of one letter",
    "matches-everybody",
    claims('sub: { matches: "[^a]+" }'),
    claims('sub: { matches: "[a]+[^b]" }'),
  ],
  ["a pattern that is not understood", "matches-everybody", undefined, claims('sub: { matches: "\\\\p{Greek}+" }')],
  [
    "github, an environment",
    "shared-issuer-without-tenant",
    issuedBy(github, "environment: prod"),
    issuedBy(github, 'sub: "repo:corp/x:ref:refs/heads/main"'),
  ],
  [
    "github, any owner",
    "shared-issuer-without-tenant",
    issuedBy(github, 'sub: { glob: "repo:*/x:*" }'),
    issuedBy(github, 'sub: { glob: "repo:corp/*:*" }'),
  ],
  [
    "github, half an owner",
    "shared-issuer-without-tenant",
    issuedBy(github, 'sub: { prefix: "repo:corp" }'),
    issuedBy(github, 'sub: { prefix: "repo:corp/" }'),
  ],
  [
    "github, a pattern",
    "shared-issuer-without-tenant",
    issuedBy(github, 'repository: { matches: "[^/]+/x" }'),
    issuedBy(github, 'repository: { matches: "^corp/[^/]+" }'),
  ],
  [
    "github, a group",
    "shared-issuer-without-tenant",
    issuedBy(github, 'repository: { matches: "(a|corp)/x" }'),
    issuedBy(github, 'repository: { matches: "(corp/)x" }'),
  ],
  [
    "github, not understood",
    "shared-issuer-without-tenant",
    issuedBy(github, 'repository: { matches: "corp/\\\\pL" }'),
    issuedBy(github, "repository_id: { oneOf: ['1'] }"),
  ],
  [
    "github, there",
    "shared-issuer-without-tenant",
    issuedBy(github, "repository_owner: { exists: true }"),
    issuedBy(github, "repository_owner: corp"),
  ],
  [
    "gitlab",
    "shared-issuer-without-tenant",
    issuedBy("https://gitlab.com", 'ref_protected: "true"'),
    issuedBy("https://gitlab.com", "project_path: { prefix: corp/ }"),
  ],
  [
    "google",
    "shared-issuer-without-tenant",
    issuedBy("https://accounts.google.com", "email_verified: true"),
    issuedBy("https://accounts.google.com", "hd: corp.example"),
  ],
  ["an issuer of one's own", "shared-issuer-without-tenant", undefined, claims("environment: prod")],
  [
    "a glob of two stars",
    "matches-anything",
    claims('env: prod, sub: { glob: "**" }'),
    claims('env: prod, sub: { glob: "*" }'),
  ],
  ["a group", "matches-anything", claims('sub: { matches: "(.*)" }'), claims('sub: { matches: "(.{1,8})" }')],
  ["anchored", "matches-anything", claims('sub: { matches: "^.+$" }'), claims('sub: { matches: "^.$" }')],
  [
    "two groups",
    "matches-anything",
    claims('sub: { matches: "(?:a*)(.+)" }'),
    claims('sub: { matches: "(?:a+)(.+)" }'),
  ],
  [
    "a class of all",
    "matches-anything",
    claims('sub: { matches: "[\\\\s\\\\S]*" }'),
    claims('sub: { matches: "[\\\\s\\\\d]*" }'),
  ],
  ["an option", "matches-anything", claims('sub: { matches: "a|\\\\S+" }'), claims('sub: { matches: "a|\\\\d+" }')],
  ["repeated", "matches-anything", claims('sub: { matches: "(.*)+" }'), claims('sub: { matches: "(.*){2}" }')],
  ["in a denial", "matches-anything", undefined, deny('sub: { matches: ".*" }')],
  [
    "in the middle",
    "glob-crosses-separator",
    claims('sub: { glob: "repo:**:main" }'),
    claims('sub: { glob: "repo:*:main" }'),
  ],
  ["a glob", "prefix-without-separator", claims('sub: { glob: "report*" }'), claims('sub: { glob: "report/*" }')],
  [
    "a pattern",
    "prefix-without-separator",
    claims('sub: { matches: "report.*" }'),
    claims('sub: { matches: "report-.*" }'),
  ],
  [
    "an anchored pattern",
    "prefix-without-separator",
    claims('sub: { matches: "^report.+$" }'),
    claims('sub: { matches: "report.{1,3}" }'),
  ],
  [
    "a letter of another script",
    "prefix-without-separator",
    claims("team: { prefix: отдел }"),
    claims("team: { prefix: отдел/ }"),
  ],
  [
    "two stars before a name",
    "suffix-without-separator",
    claims('sub: { glob: "**runner" }'),
    claims('sub: { glob: "runner" }'),
  ],
];

describe("who may have a grant", () => testRows(rows));
