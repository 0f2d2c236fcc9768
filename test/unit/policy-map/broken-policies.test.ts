import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const statement = "grants.nightly.assume.policy.Statement[0]";
const actionRepair = 'write SERVICE:ACTION such as s3:GetObject or s3:Get*, or "*"';
const arnRepair = 'write its six parts such as arn:aws:s3:::exports/*, or "*"';
const action = (what: string, put: string): BrokenRow => [
  what,
  "s3:GetObject",
  put,
  `54:22 ${statement}.Action[0]: ${put.startsWith('"') ? put : `"${put}"`} is not an action; ${actionRepair}`,
];
const resource = (what: string, put: string, problem: string): BrokenRow => [
  what,
  "arn:aws:s3:::exports/{claims.team}/*",
  put,
  `55:24 ${statement}.Resource[0]: ${JSON.stringify(put)} ${problem}`,
];

const namedRows: readonly BrokenRow[] = [
  action("an action without a service", "GetObject"),
  action("an action of no service", '":GetObject"'),
  action("an action of every service", '"*:GetObject"'),
  action("an action in two parts", "s3:Get:Object"),
  action("a service with a dot", "s3.amazonaws.com:GetObject"),
  [
    "one action, without a service",
    "[s3:GetObject]",
    "GetObject",
    `54:21 ${statement}.Action: "GetObject" is not an action; ${actionRepair}`,
  ],
  [
    "an action without a service, in NotAction",
    "Action: [s3:GetObject]",
    "NotAction: [s3:*, GetObject]",
    `54:31 ${statement}.NotAction[1]: "GetObject" is not an action; ${actionRepair}`,
  ],
  resource("a resource that is no ARN", "exports/*", `is not an ARN; ${arnRepair}`),
  resource("an ARN of five parts", "arn:aws:s3::exports", `is not an ARN; ${arnRepair}`),
  resource("an ARN without a resource", "arn:aws:s3:::", `is not an ARN; ${arnRepair}`),
  resource("a star and a template", "*{claims.team}", `is not an ARN; ${arnRepair}`),
  resource("a policy variable alone", "\u0024{aws:username}", `is not an ARN; ${arnRepair}`),
  resource(
    "a resource that is a template",
    "{claims.sub}",
    "begins with a template, so that a caller would choose the resource; write the ARN out up to its sixth part, such as arn:aws:s3:::exports/{claims.NAME}",
  ),
  resource(
    "a resource that begins with a template",
    "{claims.sub|path}:aws:s3:::x",
    "begins with a template, so that a caller would choose the resource; write the ARN out up to its sixth part, such as arn:aws:s3:::exports/{claims.NAME}",
  ),
  resource(
    "a template for the account",
    "arn:aws:sqs:eu-central-1:{claims.team}:q",
    "has a template before the last part of the ARN; write its partition, service, region and account out",
  ),
  [
    "no ARN in NotResource",
    'Resource: ["arn:aws:s3:::exports/{claims.team}/*", "arn:aws:s3:::x/{params.dataset|path}"]',
    "NotResource: x",
    `55:26 ${statement}.NotResource: "x" is not an ARN; ${arnRepair}`,
  ],
  [
    "a Sid twice",
    "          - Sid: Read",
    '          - { Sid: Read, Effect: Deny, Action: "*", Resource: "*" }\n          - Sid: Read',
    '53:18 grants.nightly.assume.policy.Statement[1].Sid: "Read" is the Sid of an earlier statement; rename one of them, or remove it',
  ],
];

const operator = (what: string, put: string, repair: string): BrokenRow => [
  what,
  "StringEquals: {",
  `${put}: {`,
  `56:26 ${statement}.Condition${/^\w+$/.test(put) ? `.${put}` : `["${put}"]`}: "${put}" is not a condition operator; ${repair}`,
];
const value = (what: string, put: string, problem: string): BrokenRow => [
  what,
  'StringEquals: { "aws:PrincipalTag/team": "{claims.team}" }',
  put,
  `56:${26 + put.indexOf("aws:x: ") + 7} ${statement}.Condition.${put.slice(0, put.indexOf(":"))}["aws:x"]${problem}`,
];
const anyOperator =
  "write one such as StringEquals, StringLike or IpAddress, with IfExists behind or ForAnyValue: before it if need be";

const conditionRows: readonly BrokenRow[] = [
  operator("a slip in an operator", "StringEqual", "did you mean StringEquals?"),
  operator("an operator in lower case", "stringequals", "did you mean StringEquals?"),
  operator("a slip before a suffix", "StringLikesIfExists", "did you mean StringLikeIfExists?"),
  operator("a slip in a qualifier", "ForAnyValues:StringLike", "did you mean ForAnyValue:StringLike?"),
  operator("an operator that is none", "Matches", anyOperator),
  operator("a qualifier that is none", "Some:StringLike", anyOperator),
  [
    "Null with a suffix",
    'StringEquals: { "aws:PrincipalTag/team": "{claims.team}" }',
    'NullIfExists: { aws:x: "true" }',
    `56:26 ${statement}.Condition.NullIfExists: "NullIfExists" is not possible: Null asks that itself; write Null`,
  ],
  [
    "a condition key without a service",
    '"aws:PrincipalTag/team":',
    "team:",
    `56:42 ${statement}.Condition.StringEquals.team: "team" is not a condition key; write SERVICE:KEY such as aws:PrincipalTag/team`,
  ],
  value(
    "a number that is none",
    "NumericEquals: { aws:x: five }",
    ': "five" is not a number, which NumericEquals compares; write one such as 10',
  ),
  value(
    "a date that is none",
    "DateLessThanIfExists: { aws:x: 2026-13-01 }",
    ': "2026-13-01" is not a date, which DateLessThan compares; write one such as "2026-10-07T07:00:00Z", or seconds since 1970',
  ),
  value(
    "a truth value that is none",
    "Bool: { aws:x: 1 }",
    ": 1 is not true or false, which Bool compares; write one of the two",
  ),
  value(
    "an address that is none",
    "NotIpAddress: { aws:x: 10.0.0.0/33 }",
    ': "10.0.0.0/33" is not a range of addresses, which NotIpAddress compares; write one such as 10.20.0.0/16 or 2001:db8::/32',
  ),
  value(
    "a range of three parts",
    "IpAddress: { aws:x: 10.0.0.0/8/8 }",
    ': "10.0.0.0/8/8" is not a range of addresses, which IpAddress compares; write one such as 10.20.0.0/16 or 2001:db8::/32',
  ),
];

const widening =
  "is filled in where no text is compared, so that a value could widen the policy (10.0.0.{claims.x} to 10.0.0.0/0); use an operator for String or Arn, or write a grant for each value";
const typedOperators = [
  ..."Bool Null BinaryEquals BoolIfExists IpAddress NotIpAddress IpAddressIfExists NumericEquals NumericNotEquals".split(
    " ",
  ),
  ..."NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEqualsIfExists DateEquals".split(" "),
  ..."DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals".split(" "),
  ..."ForAnyValue:NumericEquals ForAllValues:DateLessThanIfExists ForAllValues:Bool ForAnyValue:IpAddress".split(" "),
];
const teamIsCompared = 'StringEquals: { "aws:PrincipalTag/team": "{claims.team}" }';

/** What a value would be read as a part of, in places where it could be something else. */
const templateRows: readonly BrokenRow[] = [
  ...typedOperators.map((name): BrokenRow => {
    const member = /^\w+$/.test(name) ? `.${name}` : `["${name}"]`;
    const put = `"${name}": { aws:x: "10.0.0.{claims.team}" }`;
    return [
      `a template under ${name}`,
      teamIsCompared,
      put,
      `56:${26 + put.indexOf("aws:x: ") + 7} ${statement}.Condition${member}["aws:x"]: ${widening}`,
    ];
  }),
  [
    "one of several values that is a template",
    teamIsCompared,
    "IpAddress: { aws:x: [10.0.0.1, '{params.dataset}'] }",
    `56:57 ${statement}.Condition.IpAddress["aws:x"][1]: ${widening}`,
  ],
  value(
    "a variable of IAM where it fills in none",
    'IpAddress: { aws:x: "\u0024{aws:PrincipalTag/net}" }',
    ': "\u0024{aws:PrincipalTag/net}" is not a range of addresses, which IpAddress compares; write one such as 10.20.0.0/16 or 2001:db8::/32',
  ),
  value(
    "an ARN that begins with a template",
    'ArnLike: { aws:x: "{claims.team}" }',
    `: "{claims.team}" begins with a template, so that a caller would choose the resource; write the ARN out up to its sixth part, such as arn:aws:s3:::exports/{claims.NAME}`,
  ),
  value(
    "a template for the account of an ARN",
    'ArnEquals: { aws:x: "arn:aws:iam::{claims.team}:role/x" }',
    ': "arn:aws:iam::{claims.team}:role/x" has a template before the last part of the ARN; write its partition, service, region and account out',
  ),
  value(
    "a slash let into a text that is no ARN",
    'StringLike: { aws:x: "{claims.team|path}" }',
    ': "{claims.team|path}" has |path outside a policy\'s Resource; remove |path',
  ),
];

const rows: readonly BrokenRow[] = [
  ...templateRows,
  [
    "an old version",
    '"2012-10-17"',
    '"2008-10-17"',
    '50:18 grants.nightly.assume.policy.Version: is not the policy language of today; write Version: "2012-10-17"',
  ],
  [
    "an Id that is a list",
    'Version: "2012-10-17"',
    'Version: "2012-10-17"\n        Id: []',
    "51:13 grants.nightly.assume.policy.Id: must be text; write text",
  ],
  [
    "an unknown member",
    'Version: "2012-10-17"',
    'Version: "2012-10-17"\n        Statements: []',
    "51:9 grants.nightly.assume.policy.Statements: is not a member that IAM knows here; did you mean Statement?",
  ],
  [
    "a principal",
    "            Effect: Allow",
    '            Principal: "*"\n            Effect: Allow',
    "53:13 grants.nightly.assume.policy.Statement[0].Principal: is not possible in a session policy; remove it",
  ],
  [
    "a slip in a member",
    "            Action:",
    "            Actions:",
    "52:13 grants.nightly.assume.policy.Statement[0]: must have either Action or NotAction; add Action\n54:13 grants.nightly.assume.policy.Statement[0].Actions: is not a member that IAM knows here; did you mean Action?",
  ],
  [
    "an effect that is none",
    "Effect: Allow",
    "Effect: allow",
    "53:21 grants.nightly.assume.policy.Statement[0].Effect: must be Allow or Deny; write one of the two",
  ],
  [
    "a Sid with a hyphen",
    "Sid: Read",
    "Sid: Read-it",
    "52:18 grants.nightly.assume.policy.Statement[0].Sid: must be text of letters and digits; write such text, or remove it",
  ],
  [
    "a Sid without a value",
    "Sid: Read",
    "Sid:",
    "52:13 grants.nightly.assume.policy.Statement[0].Sid: must be text of letters and digits; write such text, or remove it",
  ],
  ...namedRows,
  ...conditionRows,
  [
    "both actions",
    "            Action:",
    "            NotAction: s3:*\n            Action:",
    "52:13 grants.nightly.assume.policy.Statement[0]: must have either Action or NotAction; keep one",
  ],
  [
    "an empty list of actions",
    "[s3:GetObject]",
    "[]",
    "54:21 grants.nightly.assume.policy.Statement[0].Action: must be text or a list of texts; write at least one",
  ],
  [
    "an action that is a number",
    "[s3:GetObject]",
    "[1]",
    "54:21 grants.nightly.assume.policy.Statement[0].Action: must be text or a list of texts; write at least one",
  ],
  [
    "a condition that is text",
    'Condition: { StringEquals: { "aws:PrincipalTag/team": "{claims.team}" } }',
    "Condition: x",
    "56:24 grants.nightly.assume.policy.Statement[0].Condition: must be a mapping of operators; write such as StringEquals: { aws:PrincipalTag/team: etl }",
  ],
  [
    "an operator without keys",
    '{ "aws:PrincipalTag/team": "{claims.team}" }',
    "{}",
    "56:40 grants.nightly.assume.policy.Statement[0].Condition.StringEquals: must be a mapping of condition keys; add a key",
  ],
  [
    "a condition key without a value",
    '"aws:PrincipalTag/team": "{claims.team}"',
    '"aws:PrincipalTag/team":',
    '56:42 grants.nightly.assume.policy.Statement[0].Condition.StringEquals["aws:PrincipalTag/team"]: must be a value or a list of values; write text, a number or true/false',
  ],
  [
    "the operator Null without quotes",
    "StringEquals: {",
    "Null: {",
    '56:26 grants.nightly.assume.policy.Statement[0].Condition[""]: is a key that is not text; put the key in quotes',
  ],
  [
    "a template in a condition key",
    '"aws:PrincipalTag/team":',
    '"aws:PrincipalTag/{claims.team}":',
    '56:42 grants.nightly.assume.policy.Statement[0].Condition.StringEquals["aws:PrincipalTag/{claims.team}"]: has a brace: a key can be no template; write the key out',
  ],
  [
    "a template in an action",
    "s3:GetObject",
    '"s3:{claims.team}"',
    "54:22 grants.nightly.assume.policy.Statement[0].Action[0]: is filled in at a place where a value could change what the policy means; write it out; templates are for Resource and the values of Condition",
  ],
  [
    "a template in NotResource",
    '            Resource: ["arn:aws:s3:::exports/{claims.team}/*", ',
    '            NotResource: ["arn:aws:s3:::exports/{claims.team}/*"]\n            x: [',
    '55:27 grants.nightly.assume.policy.Statement[0].NotResource[0]: is filled in at a place where a value could change what the policy means; write it out; templates are for Resource and the values of Condition\n56:13 grants.nightly.assume.policy.Statement[0].x: is not a member that IAM knows here; remove it\n56:17 grants.nightly.assume.policy.Statement[0].x[0]: "{params.dataset|path}" has |path outside a policy\'s Resource; remove |path',
  ],
  [
    "a template in a Sid",
    "Sid: Read",
    'Sid: "{grant}"',
    "52:18 grants.nightly.assume.policy.Statement[0].Sid: must be text of letters and digits; write such text, or remove it\n52:18 grants.nightly.assume.policy.Statement[0].Sid: is filled in at a place where a value could change what the policy means; write it out; templates are for Resource and the values of Condition",
  ],
  [
    "a dollar before a template",
    "exports/{claims.team}",
    `exports/\${claims.team}`,
    `55:24 grants.nightly.assume.policy.Statement[0].Resource[0]: "\${claims.team}" would be read by IAM, not filled in here; write {claims.team}`,
  ],
  [
    "|path in a condition",
    '"{claims.team}" } }',
    '"{claims.team|path}" } }',
    '56:67 grants.nightly.assume.policy.Statement[0].Condition.StringEquals["aws:PrincipalTag/team"]: "{claims.team|path}" has |path outside a policy\'s Resource; remove |path',
  ],
  [
    "a claim that nothing guarantees, in a resource",
    "exports/{claims.team}",
    "exports/{claims.department}",
    "55:24 grants.nightly.assume.policy.Statement[0].Resource[0]: uses the claim department, which a caller may lack; add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
  ],
  [
    "an unknown parameter, in a condition",
    '"{claims.team}" } }',
    '"{params.nope}" } }',
    '56:67 grants.nightly.assume.policy.Statement[0].Condition.StringEquals["aws:PrincipalTag/team"]: uses the parameter nope, which the grant does not declare; add it to parameters',
  ],
  [
    "a character over U+00FF",
    "exports/{claims.team}",
    "€xports/{claims.team}",
    "55:24 grants.nightly.assume.policy.Statement[0].Resource[0]: has a character that STS does not take in a policy; use characters up to U+00FF",
  ],
  [
    "a key with a character over U+00FF",
    '"aws:PrincipalTag/team":',
    '"aws:PrincipalTag/€":',
    '56:42 grants.nightly.assume.policy.Statement[0].Condition.StringEquals["aws:PrincipalTag/€"]: has a character that STS does not take in a policy; use characters up to U+00FF',
  ],
  [
    "an ARN of no policy",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::aws:role/ReadOnlyAccess",
    '48:20 grants.nightly.assume.policyArns[0]: "arn:aws:iam::aws:role/ReadOnlyAccess" is not the ARN of a managed policy; write arn:aws:iam::aws:policy/NAME or arn:aws:iam::111122223333:policy/NAME',
  ],
  [
    "a policy of another partition",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
    "48:20 grants.nightly.assume.policyArns[0]: is in partition aws-cn, and the role in aws; name one of the role's",
  ],
  [
    "a policy of another account",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::222233334444:policy/own",
    "48:20 grants.nightly.assume.policyArns[0]: is in account 222233334444, and the role in 111122223333; name one of the role's account",
  ],
  [
    "a policy twice",
    "[arn:aws:iam::aws:policy/ReadOnlyAccess]",
    "[arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/A]",
    '48:47 grants.nightly.assume.policyArns[1]: "arn:aws:iam::aws:policy/A" is given twice; keep one of them',
  ],
  [
    "11 policies",
    "[arn:aws:iam::aws:policy/ReadOnlyAccess]",
    `[${Array.from({ length: 11 }, (_, index) => `arn:aws:iam::aws:policy/P${index}`).join(", ")}]`,
    "48:19 grants.nightly.assume.policyArns: has 11 ARNs, over the limit of 10; remove some",
  ],
  [
    "no statement",
    "accounts: { env: prod }",
    'accounts: { env: prod }\n      policy: { Version: "2012-10-17" }',
    "64:15 grants.fleet.assume.policy.Statement: must be a statement or a list of some; add a statement: a policy without one allows nothing",
  ],
  [
    "an empty list of statements",
    "accounts: { env: prod }",
    'accounts: { env: prod }\n      policy: { Version: "2012-10-17", Statement: [] }',
    "64:51 grants.fleet.assume.policy.Statement: must be a statement or a list of some; add a statement: a policy without one allows nothing",
  ],
  [
    "a statement that is text",
    "accounts: { env: prod }",
    'accounts: { env: prod }\n      policy: { Version: "2012-10-17", Statement: [x] }',
    "64:52 grants.fleet.assume.policy.Statement[0]: must be a mapping; write Effect, Action and Resource",
  ],
  [
    "a statement of nothing",
    "accounts: { env: prod }",
    'accounts: { env: prod }\n      policy: { Version: "2012-10-17", Statement: {} }',
    "64:51 grants.fleet.assume.policy.Statement.Effect: must be Allow or Deny; write one of the two\n64:51 grants.fleet.assume.policy.Statement: must have either Action or NotAction; add Action\n64:51 grants.fleet.assume.policy.Statement: must have either Resource or NotResource; add Resource",
  ],
  [
    "a policy that is a text",
    "accounts: { env: prod }",
    "accounts: { env: prod }\n      policy: '{}'",
    "64:15 grants.fleet.assume.policy: must be a mapping, not text; write a mapping",
  ],
];

describe("what AWS takes in session policies", () => {
  it.each([
    ["every action", "s3:GetObject", '"*"'],
    ["wildcards", "s3:GetObject", "s3:G?tObj*"],
    ["a service in capitals", "s3:GetObject", "S3:getobject"],
    ["every resource", "arn:aws:s3:::exports/{claims.team}/*", "*"],
    ["a region and an account", "arn:aws:s3:::exports/{claims.team}/*", "arn:aws:sqs:*:111122223333:{claims.team}"],
    ["a policy variable in the resource", "exports/{claims.team}", "exports/\u0024{aws:username}"],
    ["an empty Sid", "Sid: Read", "Sid: ''"],
    ["a qualifier and a suffix", "StringEquals: {", '"ForAllValues:StringLikeIfExists": {'],
    [
      "templates in an ARN that is compared, with a slash too",
      'StringEquals: { "aws:PrincipalTag/team": "{claims.team}" }',
      '"ForAnyValue:ArnLikeIfExists": { aws:SourceArn: ["arn:aws:s3:::x/{claims.team}/*", "arn:aws:s3:::{params.dataset|path}"] }',
    ],
    ...[
      'Null: { aws:x: "true" }',
      "Bool: { aws:x: false }",
      "NumericLessThan: { aws:x: [5, -1.5, '7'] }",
      'DateGreaterThan: { aws:x: ["2026-10-07T07:00:00Z", "2026-10-07", 1791356400] }',
      'IpAddress: { aws:x: [10.0.0.1, "10.0.0.9/32", "2001:db8::/128"] }',
      "BinaryEquals: { aws:x: QmluYXJ5 }",
      "ArnLike: { aws:x: 'arn:aws:iam::*:role/x' }",
    ].map((text) => [
      text,
      'StringEquals: { "aws:PrincipalTag/team": "{claims.team}" }',
      text.replace(/^Null/, '"Null"'),
    ]),
  ] as [string, string, string][])("%s", (_what, find, put) => {
    expect(problemsOf(breakMap(find, put))).toBe("");
  });
});

describe("what is wrong with session policies", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});
