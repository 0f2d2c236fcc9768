import { describe } from "vitest";
import { assume, policy, type Row, testRows } from "./lint-rows.ts";

/** Beside the examples of docs/lints.md: the other ways to each lint, and what is nearly one. */
const rows: readonly Row[] = [
  [
    "29 minutes and 59 seconds",
    "short-duration",
    assume("duration: 29m59s", "allowShort: true,"),
    assume("duration: 30m", "allowShort: true,"),
  ],
  ["a second over", "duration-over-chain", assume("duration: 3601"), assume("duration: 3600")],
  [
    "managed policies",
    "no-session-policy",
    undefined,
    `grants: { job: { when: { issuer: corp, claims: { sub: { prefix: a- } } }, assume: { role: x, account: reporting, policyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess] } } }`,
  ],
  [
    "a resource in a list",
    "policy-resource-wildcard",
    policy('Resource: ["arn:aws:s3:::x", "*"]'),
    policy('Resource: ["arn:aws:s3:::*"]'),
  ],
  [
    "NotResource",
    "policy-allows-all-but",
    policy('NotResource: "arn:aws:s3:::x"'),
    policy('Resource: "arn:aws:s3:::x"'),
  ],
  [
    "before a template",
    "wildcard-beside-template",
    policy('Resource: "arn:aws:s3:::*-{claims.team}"'),
    policy('Resource: "arn:aws:s3:::*/{claims.team}"'),
  ],
  [
    "one character",
    "wildcard-beside-template",
    policy('Resource: "arn:aws:s3:::{claims.team}-?"'),
    policy('Resource: "arn:aws:s3:::{claims.team}-x"'),
  ],
  [
    "StringLike",
    "wildcard-beside-template",
    policy('Resource: "*", Condition: { StringLike: { "s3:prefix": ["{claims.team}*"] } }'),
    policy('Resource: "*", Condition: { StringEquals: { "s3:prefix": "{claims.team}*" } }'),
  ],
  [
    "a condition with a separator",
    "wildcard-beside-template",
    undefined,
    policy(
      'Resource: "*", Condition: { StringLike: { "s3:prefix": ["{claims.team}/*", x] }, Bool: { "aws:SecureTransport": true } }',
    ),
  ],
  [
    "behind another template",
    "path-template-names-bucket",
    policy('Resource: "arn:aws:s3:::{claims.team}{claims.sub|path}"'),
    policy('Resource: "arn:aws:s3:::{claims.team}/{claims.sub|path}"'),
  ],
  [
    "257 characters",
    "tag-too-long",
    `grants: { job: { when: { issuer: corp, claims: { team: { matches: "[a-z]{1,252}" } } }, assume: { tags: { t: "corp/{claims.team}" } } } }`,
    `grants: { job: { when: { issuer: corp, claims: { team: { matches: "[a-z]{1,251}" } } }, assume: { tags: { t: "corp/{claims.team}" } } } }`,
  ],
  [
    "a parameter in a condition",
    "unused-parameter",
    undefined,
    policy(
      'Resource: "*", Condition: { StringEquals: { "aws:x": "{params.p}" } }',
      "parameters: { p: { pattern: a } },",
    ),
  ],
  [
    "a parameter in a name",
    "unused-parameter",
    undefined,
    assume('sessionName: "{params.p}-{claims.sub}"', "parameters: { p: { pattern: a } },"),
  ],
  [
    "a name in the path",
    "admin-role",
    "grants: { job: { assume: { role: team/Admin, account: reporting } } }",
    "grants: { job: { assume: { role: admin/reader, account: reporting } } }",
  ],
  [
    "two grants of two issuers",
    "shared-session-name",
    "issuers: { lab: { issuer: https://idp.lab.example } }\ngrants: { one: {}, two: { when: { issuer: lab, claims: { sub: b } } } }",
    "issuers: { lab: { issuer: https://idp.lab.example } }\ngrants: { one: {}, two: { when: { issuer: lab, claims: { sub: b } }, assume: { role: other, account: reporting } } }",
  ],
  [
    "an ARN without an account",
    "account-without-external-id",
    "grants: { job: { assume: { role: arn:aws:iam::444455556666:role/x } } }",
    undefined,
  ],
  [
    "the account of the hub",
    "account-without-external-id",
    "grants: { job: { assume: { role: arn:aws:iam::444455556666:role/x, via: [arn:aws:iam::777788889999:role/hub] } } }",
    "grants: { job: { assume: { role: arn:aws:iam::444455556666:role/x, via: [arn:aws:iam::444455556666:role/hub] } } }",
  ],
  [
    "15 characters",
    "weak-external-id",
    "accounts: { a: { id: '444455556666', externalId: '012345678901234' } }\ngrants: { job: { assume: { role: x, account: a } } }",
    "accounts: { a: { id: '444455556666', externalId: '0123456789012345' } }\ngrants: { job: { assume: { role: x, account: a } } }",
  ],
  [
    "the account's id",
    "weak-external-id",
    "accounts: { a: { id: '444455556666', externalId: vend-444455556666 } }\ngrants: { job: { assume: { role: x, account: a } } }",
    undefined,
  ],
  [
    "one account under two names",
    "shared-external-id",
    undefined,
    "accounts: { a: { id: '444455556666', externalId: 0a1b2c3d4e5f6071 }, b: { id: '444455556666', externalId: 0a1b2c3d4e5f6071 } }\ngrants: { job: { assume: { role: x, accounts: [a, b] } } }",
  ],
  [
    "one reference for two accounts",
    "shared-external-id",
    "accounts: { a: { id: '444455556666', externalId: { ssm: /x } }, b: { id: '777788889999', externalId: { ssm: /x } } }\ngrants: { job: { assume: { role: x, accounts: [a, b] } } }",
    "accounts: { a: { id: '444455556666', externalId: { ssm: /x } }, b: { id: '777788889999', externalId: { ssm: /y } } }\ngrants: { job: { assume: { role: x, accounts: [a, b] } } }",
  ],
  [
    "the name of the grant and of the issuer",
    "tag-too-long",
    `grants: { job: { assume: { tags: { t: "${"x".repeat(250)}{grant}{issuer}" } } } }`,
    `grants: { job: { assume: { tags: { t: "${"x".repeat(249)}{grant}{issuer}" } } } }`,
  ],
  [
    "the longest of some values",
    "tag-too-long",
    `grants: { job: { when: { issuer: corp, claims: { team: { oneOf: [a, ${"b".repeat(10)}] } } }, assume: { tags: { t: "${"x".repeat(247)}{claims.team}" } } } }`,
    `grants: { job: { when: { issuer: corp, claims: { team: { oneOf: [a, ${"b".repeat(9)}] } } }, assume: { tags: { t: "${"x".repeat(247)}{claims.team}" } } } }`,
  ],
  [
    "a glob without a star, and one with",
    "tag-too-long",
    'grants: { job: { when: { issuer: corp, claims: { team: { glob: "a-*" } } }, assume: { tags: { t: "x{claims.team}" } } } }',
    'grants: { job: { when: { issuer: corp, claims: { team: { glob: "a-b" } } }, assume: { tags: { t: "x{claims.team}" } } } }',
  ],
  [
    "a prefix, or a required claim",
    "tag-too-long",
    'grants: { job: { when: { issuer: corp, claims: { team: { prefix: "a-" } } }, assume: { tags: { t: "x{claims.team}" } } } }',
    'grants: { job: { when: { issuer: corp, claims: { team: etl } }, assume: { tags: { t: "{claims.jti}" } } } }',
  ],
  [
    "two statements, with templates in a list and a flag",
    "packed-policy-size",
    `grants: { job: { when: { issuer: corp, claims: { sub: a, x: { exists: true }, y: { matches: '\\pL+' } } },
      assume: { policyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess], policy: { Version: "2012-10-17", Statement: [
        { Effect: Allow, Action: "s3:GetObject", Resource: ["arn:aws:s3:::a/{claims.x}", "arn:aws:s3:::b/{claims.y}"], Condition: { Bool: { "aws:SecureTransport": true } } },
        { Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::c/{claims.sub}{params.p}" } ] } },
      parameters: { p: { pattern: "[a-z]+" } } } }`,
    undefined,
  ],
  [
    "a prefix and a glob",
    "value-refused-by-policy",
    policy('Resource: "arn:aws:s3:::x/{claims.area}"').replace("team:", "area: { prefix: a/ }, team:"),
    policy('Resource: "arn:aws:s3:::x/{claims.area|path}"').replace("team:", "area: { glob: a/* }, team:"),
  ],
  [
    "a condition takes separators, and no wildcard",
    "value-refused-by-policy",
    policy('Resource: "*", Condition: { StringEquals: { "aws:x": "{claims.area}" } }').replace(
      "team:",
      "area: a*b, team:",
    ),
    policy('Resource: "*", Condition: { StringEquals: { "aws:x": "{claims.area}" } }').replace(
      "team:",
      "area: a/b, team:",
    ),
  ],
];

describe("what callers get", () => testRows(rows));
