import { describe } from "vitest";
import { assume, claims, deny, type Row, testRows } from "./lint-rows.ts";

/** Beside the examples of docs/lints.md: the other ways to each lint, and what is nearly one. */
const rows: readonly Row[] = [
  ["only before", "needless-anchors", claims('sub: { matches: "^a" }'), claims('sub: { matches: "\\\\^a" }')],
  ["only behind", "needless-anchors", claims('sub: { matches: "a$" }'), claims('sub: { matches: "a\\\\b" }')],
  ["of one option", "needless-anchors", claims('sub: { matches: "a|b\\\\z" }'), claims('sub: { matches: "a|(b)" }')],
  ["in a denial", "needless-anchors", deny('sub: { matches: "^a" }'), deny("sub: a")],
  [
    "in a parameter",
    "needless-anchors",
    assume("", 'parameters: { x: { pattern: "^a" } },'),
    assume("", "parameters: { x: { pattern: a } },"),
  ],
  ["inside a group", "unescaped-dot", claims('sub: { matches: "(a.b)+" }'), claims('sub: { matches: "(a.+b)+" }')],
  [
    "inside a repeated part",
    "unescaped-dot",
    claims('sub: { matches: "x(?:|a.b){2}" }'),
    claims('sub: { matches: "x(?:|a[.]b){2}" }'),
  ],
  ["before a class", "unescaped-dot", undefined, claims('sub: { matches: "a.[0-9]" }')],
  ["a colon", "glob-in-pattern", claims('sub: { matches: "repo:*x" }'), claims('sub: { matches: "repo:+x" }')],
  ["an optional slash", "glob-in-pattern", claims('sub: { matches: "corp/?" }'), claims('sub: { matches: "corp-*" }')],
  ["an empty option", "pattern-matches-empty", claims('sub: { matches: "a|" }'), claims('sub: { matches: "a|b" }')],
  [
    "a repeated edge",
    "pattern-matches-empty",
    claims('sub: { matches: "(?:^)+" }'),
    claims('sub: { matches: "(?:a)+" }'),
  ],
  ["in a list", "literal-wildcard", claims("groups: { anyOf: [etl, 'etl-*'] }"), claims("groups: { anyOf: [etl] }")],
  ["in a prefix", "literal-wildcard", claims("sub: { prefix: 'etl-*' }"), claims("sub: { prefix: 'etl-' }")],
  ["anchors in a value", "literal-wildcard", claims("sub: '^etl'"), claims("sub: 'e^l'")],
  ["a question mark in a glob", "literal-wildcard", claims("sub: { glob: 'etl-?' }"), claims("sub: { glob: 'etl-*' }")],
  ["a class in a glob", "literal-wildcard", claims("sub: { glob: 'etl-[ab]' }"), claims("sub: { glob: 'etl-[' }")],
  ["options in a glob", "literal-wildcard", claims("sub: { glob: 'etl-{a,b}' }"), claims("sub: { glob: 'etl-{a}' }")],
  ["a number", "literal-wildcard", undefined, claims("level: 3")],
  ["an invisible character", "look-alike-characters", claims('team: "et\\u200bl"'), claims('team: "étl"')],
  ["a composed form", "look-alike-characters", claims('team: "e\\u0301tl"'), claims("team: отдел")],
  ["full width", "look-alike-characters", claims("team: ｅｔｌ"), claims("team: データ")],
  [
    "Greek beside Latin",
    "look-alike-characters",
    claims("team: { oneOf: [etl, 'dοcs'] }"),
    claims("team: { oneOf: [etl, εδώ] }"),
  ],
  [
    "before",
    "value-with-outer-space",
    claims("team: { oneOf: [etl, ' docs'] }"),
    claims("team: { oneOf: [etl, 'my docs'] }"),
  ],
  ["the same twice", "near-duplicate-values", claims("team: { oneOf: [etl, etl] }"), undefined],
  [
    "a number and its text",
    "near-duplicate-values",
    claims("level: { oneOf: [1, '1'] }"),
    claims("level: { oneOf: [1, 2] }"),
  ],
  ["a number for text", "claims-cannot-hold", claims("jti: 7"), claims("jti: '7'")],
  ["text for a number", "claims-cannot-hold", claims("auth_time: { prefix: '17' }"), claims("auth_time: 17")],
  ["inside of text", "claims-cannot-hold", claims("iss.x: a"), claims("x.iss: a")],
  ["inside of a number", "claims-cannot-hold", claims("exp.x: a"), claims("x.exp: a")],
  [
    "another issuer",
    "claims-cannot-hold",
    claims("iss: { oneOf: ['https://idp.lab.example'] }"),
    claims("iss: 'https://idp.corp.example'"),
  ],
  ["any iss", "claims-cannot-hold", undefined, claims("iss: { exists: true }")],
  [
    "a value with members",
    "claims-cannot-hold",
    claims("realm: prod, realm.name: etl"),
    claims("realm: { exists: true }, realm.name: etl"),
  ],
  ["neighbours", "claims-cannot-hold", undefined, claims("realm.zone: prod, realm.name: etl")],
];

describe("patterns and values", () => testRows(rows));
