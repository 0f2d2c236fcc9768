import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const rows: readonly BrokenRow[] = [
  [
    "a template that is none",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claim.sub}"',
    '44:20 grants.nightly.assume.sessionName: "{claim.sub}" is no template; use {claims.NAME}, {params.NAME}, {grant} or {issuer}',
  ],
  [
    "a stray brace",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.sub"',
    '44:20 grants.nightly.assume.sessionName: "{claims.sub" has a stray {; use {claims.NAME}, {params.NAME}, {grant} or {issuer}; a literal brace is not possible',
  ],
  [
    "a template in a template",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.{grant}}"',
    '44:20 grants.nightly.assume.sessionName: "{claims.{grant}}" has a stray {; use {claims.NAME}, {params.NAME}, {grant} or {issuer}; a literal brace is not possible',
  ],
  [
    "a policy variable in a name",
    'sessionName: "{claims.sub}"',
    `sessionName: "\${aws:username}"`,
    `44:20 grants.nightly.assume.sessionName: "\${aws:username}" is an IAM policy variable, which only a policy can hold; use {claims.NAME}, {params.NAME}, {grant} or {issuer}`,
  ],
  [
    "|path in a name",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.sub|path}"',
    '44:20 grants.nightly.assume.sessionName: "{claims.sub|path}" has |path outside a policy\'s Resource; remove |path',
  ],
  [
    "an unknown option",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.sub|upper}"',
    '44:20 grants.nightly.assume.sessionName: "{claims.sub|upper}" has an unknown option; the only one is |path, in a policy\'s Resource',
  ],
  [
    "a slash in a name",
    'sessionName: "{claims.sub}"',
    'sessionName: "a/{claims.sub}"',
    "44:20 grants.nightly.assume.sessionName: has characters that STS does not take in a name; use letters, digits and _+=,.@-",
  ],
  [
    "a name of one character",
    'sessionName: "{claims.sub}"',
    "sessionName: a",
    "44:20 grants.nightly.assume.sessionName: is not 2 to 64 characters long; make it so",
  ],
  [
    "a name of 65 characters",
    'sessionName: "{claims.sub}"',
    `sessionName: ${"a".repeat(65)}`,
    "44:20 grants.nightly.assume.sessionName: is not 2 to 64 characters long; make it so",
  ],
  [
    "a source identity that begins with aws:",
    'sourceIdentity: "v-',
    'sourceIdentity: "AWS:',
    "45:23 grants.nightly.assume.sourceIdentity: begins with aws:, which AWS keeps for itself; begin it otherwise",
  ],
  [
    "a slip in a source identity",
    'sourceIdentity: "v-{claims.sub}"',
    'sourceIdentity: "v-{clams.sub}"',
    '45:23 grants.nightly.assume.sourceIdentity: "{clams.sub}" is no template; use {claims.NAME}, {params.NAME}, {grant} or {issuer}',
  ],
  [
    "a claim that nothing guarantees",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.email}"',
    "44:20 grants.nightly.assume.sessionName: uses the claim email, which a caller may lack; add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
  ],
  [
    "a claim that one of two issuers demands",
    "accounts: { env: prod }",
    'accounts: { env: prod }\n      sessionName: "{claims.email}"',
    "64:20 grants.fleet.assume.sessionName: uses the claim email, which a caller may lack; add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
  ],
  [
    "a part of a claim that is matched",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.team.name}"',
    "44:20 grants.nightly.assume.sessionName: uses the claim team.name, which a caller may lack; add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
  ],
  [
    "a nested claim of a required one's name",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.jti.x}"',
    "44:20 grants.nightly.assume.sessionName: uses the claim jti.x, which a caller may lack; add a matcher for it to when.claims (exists: true suffices), or add it to requiredClaims of every issuer",
  ],
  [
    "a claim that is matched as a list",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.groups}"',
    "44:20 grants.nightly.assume.sessionName: uses the claim groups, which the grant matches as a list; use a claim that is one value",
  ],
  [
    "a session name of a parameter",
    'sessionName: "{claims.sub}"',
    'sessionName: "{params.dataset}"',
    "44:20 grants.nightly.assume.sessionName: is made of parameters without a claim, so that a caller would choose its own name; add a claim, such as {claims.sub}",
  ],
  [
    "a session name of a parameter and what all callers share",
    'sessionName: "{claims.sub}"',
    'sessionName: "{grant}-{issuer}-{params.dataset}"',
    "44:20 grants.nightly.assume.sessionName: is made of parameters without a claim, so that a caller would choose its own name; add a claim, such as {claims.sub}",
  ],
  [
    "a parameter that is not declared",
    'sessionName: "{claims.sub}"',
    'sessionName: "{params.table}-{claims.sub}"',
    "44:20 grants.nightly.assume.sessionName: uses the parameter table, which the grant does not declare; add it to parameters",
  ],
  [
    "a parameter in a tag",
    "stage: prod",
    'stage: "x-{params.dataset}"',
    "46:45 grants.nightly.assume.tags.stage: uses the parameter dataset: a caller can never choose a tag; use a claim, {grant}, {issuer} or fixed text",
  ],
  [
    "a parameter in a source identity",
    'sourceIdentity: "v-{claims.sub}"',
    'sourceIdentity: "{params.dataset}-{claims.sub}"',
    "45:23 grants.nightly.assume.sourceIdentity: uses the parameter dataset: a caller can never choose its source identity; use a claim, {grant}, {issuer} or fixed text",
  ],
  [
    "a parameter in a source identity that is not even declared",
    'sourceIdentity: "v-{claims.sub}"',
    'sourceIdentity: "{params.table}"',
    "45:23 grants.nightly.assume.sourceIdentity: uses the parameter table: a caller can never choose its source identity; use a claim, {grant}, {issuer} or fixed text",
  ],
  [
    "an empty claim path",
    'sessionName: "{claims.sub}"',
    'sessionName: "{claims.a..b}"',
    '44:20 grants.nightly.assume.sessionName: "a..b" has an empty step; write claim names with one dot between them',
  ],
  [
    "a tag that begins with aws:",
    "stage: prod",
    "AWS:stage: prod",
    '46:38 grants.nightly.assume.tags["AWS:stage"]: "AWS:stage" begins with aws:, which AWS keeps for itself; begin it otherwise',
  ],
  [
    "two tags that differ by case",
    "stage: prod",
    "Team: prod",
    '46:38 grants.nightly.assume.tags.Team: "Team" differs from an earlier tag only by case, which STS ignores; keep one of them',
  ],
  [
    "a tag key with a brace",
    "stage: prod",
    '"{claims.team}": prod',
    '46:38 grants.nightly.assume.tags["{claims.team}"]: "{claims.team}" has characters that STS does not take; use letters, digits, spaces and _.:/=+-@',
  ],
  [
    "a tag key of 129 characters",
    "stage: prod",
    `${"k".repeat(129)}: prod`,
    `46:38 grants.nightly.assume.tags.${"k".repeat(129)}: "${"k".repeat(59)}... is not 1 to 128 characters long; make it so`,
  ],
  [
    "a tag key of no character",
    "stage: prod",
    '"": prod',
    '46:38 grants.nightly.assume.tags[""]: "" is not 1 to 128 characters long; make it so',
  ],
  [
    "a tag value of 257 characters",
    "stage: prod",
    `stage: ${"v".repeat(257)}`,
    "46:45 grants.nightly.assume.tags.stage: is over 256 characters long; shorten it",
  ],
  [
    "a tag value with a star",
    "stage: prod",
    'stage: "*"',
    "46:45 grants.nightly.assume.tags.stage: has characters that STS does not take; use letters, digits, spaces and _.:/=+-@",
  ],
  [
    "a tag value that is a number",
    "stage: prod",
    "stage: 1",
    "46:45 grants.nightly.assume.tags.stage: must be text, not a number; put it in quotes",
  ],
  [
    "a tag value with |path",
    "stage: prod",
    'stage: "{claims.team|path}"',
    '46:45 grants.nightly.assume.tags.stage: "{claims.team|path}" has |path outside a policy\'s Resource; remove |path',
  ],
  [
    "51 tags",
    "stage: prod",
    Array.from({ length: 50 }, (_, index) => `t${index}: x`).join(", "),
    "46:13 grants.nightly.assume.tags: has 51 tags, over the limit of 50; remove some",
  ],
  [
    "a transitive tag that is none",
    "transitiveTags: [team]",
    "transitiveTags: [teams]",
    '47:24 grants.nightly.assume.transitiveTags[0]: "teams" is not a tag of this grant; did you mean team?',
  ],
  [
    "a transitive tag far from any",
    "transitiveTags: [team]",
    "transitiveTags: [cost-centre]",
    '47:24 grants.nightly.assume.transitiveTags[0]: "cost-centre" is not a tag of this grant; add it to tags',
  ],
  [
    "a transitive tag twice",
    "transitiveTags: [team]",
    "transitiveTags: [team, team]",
    '47:30 grants.nightly.assume.transitiveTags[1]: "team" is given twice; keep one of them',
  ],
];

describe("what is wrong with templates, names and tags", () => {
  it.each(rows)("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});
