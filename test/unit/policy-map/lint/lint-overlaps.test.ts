import { describe } from "vitest";
import { claims, deny, type Row, testRows } from "./lint-rows.ts";

/** Beside the examples of docs/lints.md: the other ways to each lint, and what is nearly one. */
const rows: readonly Row[] = [
  ["everybody of the issuer", "denied-entirely", deny("sub: { exists: true }"), deny("team: { exists: true }")],
  [
    "a claim that the grant demands",
    "denied-entirely",
    deny("team: { exists: true }", "team.name: etl"),
    deny("team.name: { exists: true }", "team: { exists: true }"),
  ],
  [
    "all the values",
    "denied-entirely",
    deny("sub: { oneOf: [a, b, c] }", "sub: { oneOf: [a, b] }"),
    deny("sub: { oneOf: [a, c] }", "sub: { oneOf: [a, b] }"),
  ],
  [
    "a pattern over values",
    "denied-entirely",
    deny('sub: { matches: "[ab]" }', "sub: { oneOf: [a, b] }"),
    deny('sub: { matches: "[ab]" }', "sub: { oneOf: [a, c] }"),
  ],
  [
    "anyOf in anyOf",
    "denied-entirely",
    deny("groups: { anyOf: [a, b] }", "groups: { anyOf: [a] }"),
    deny("groups: { anyOf: [a] }", "groups: { anyOf: [a, b] }"),
  ],
  [
    "allOf in anyOf",
    "denied-entirely",
    deny("groups: { anyOf: [a] }", "groups: { allOf: [a, b] }"),
    deny("groups: { anyOf: [c] }", "groups: { allOf: [a, b] }"),
  ],
  [
    "allOf in allOf",
    "denied-entirely",
    deny("groups: { allOf: [a] }", "groups: { allOf: [a, b] }"),
    deny("groups: { allOf: [a, b] }", "groups: { allOf: [a] }"),
  ],
  ["anyOf in allOf", "denied-entirely", undefined, deny("groups: { allOf: [a] }", "groups: { anyOf: [a] }")],
  [
    "noneOf in noneOf",
    "denied-entirely",
    deny("groups: { noneOf: [a] }", "groups: { noneOf: [a, b] }"),
    deny("groups: { noneOf: [a, b] }", "groups: { noneOf: [a] }"),
  ],
  ["noneOf of anyOf", "denied-entirely", undefined, deny("groups: { noneOf: [b] }", "groups: { anyOf: [a] }")],
  [
    "a longer prefix",
    "denied-entirely",
    deny("sub: { prefix: a- }", "sub: { prefix: a-b- }"),
    deny("sub: { prefix: a-b- }", "sub: { prefix: a- }"),
  ],
  [
    "a glob under a prefix",
    "denied-entirely",
    deny("sub: { prefix: a- }", "sub: { glob: 'a-*' }"),
    deny("sub: { prefix: a-s }", "sub: { glob: 'a-*' }"),
  ],
  [
    "the same glob",
    "denied-entirely",
    deny("sub: { glob: 'a/*' }", "sub: { glob: 'a/*' }"),
    deny("sub: { glob: 'a/*' }", "sub: { glob: '**' }"),
  ],
  [
    "the same pattern",
    "denied-entirely",
    deny('sub: { matches: "a+" }', 'sub: { matches: "a+" }'),
    deny('sub: { matches: "a+" }', 'sub: { matches: "a{1,2}" }'),
  ],
  [
    "text where a list is denied",
    "denied-entirely",
    undefined,
    deny("groups: { anyOf: [a] }", "groups: { exists: true }"),
  ],
  [
    "one of two issuers",
    "denied-entirely",
    "issuers: { lab: { issuer: lab, keys: { jwks: { keys: [{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }] } }, audience: vend, algorithms: [ES256] } }\ngrants: { job: { when: { issuer: [corp, lab], claims: { sub: a } } } }\ndeny: [{ issuer: [lab, corp], claims: { sub: a }, reason: x }]",
    "issuers: { lab: { issuer: lab, keys: { jwks: { keys: [{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }] } }, audience: vend, algorithms: [ES256] } }\ngrants: { job: { when: { issuer: [corp, lab], claims: { sub: a } } } }\ndeny: [{ issuer: lab, claims: { sub: a }, reason: x }]",
  ],
  [
    "a grant that nobody can have",
    "denied-entirely",
    undefined,
    deny("sub: { exists: true }", "realm: prod, realm.name: x"),
  ],
  [
    "two defaults",
    "ambiguous-grants",
    "grants: { one: { default: true }, two: { default: true } }",
    "grants: { one: { default: true }, two: {} }",
  ],
  ["a shadow", "ambiguous-grants", "grants: { one: {}, two: {} }", "grants: { one: {}, two: { mode: shadow } }"],
  [
    "patterns",
    "ambiguous-grants",
    'grants: { one: { when: { issuer: corp, claims: { sub: etl-a } } }, two: { when: { issuer: corp, claims: { sub: { matches: "etl-[a-z]" } } } } }',
    'grants: { one: { when: { issuer: corp, claims: { sub: etl-1 } } }, two: { when: { issuer: corp, claims: { sub: { matches: "etl-[a-z]" } } } } }',
  ],
  [
    "patterns without a beginning",
    "ambiguous-grants",
    'grants: { one: { when: { issuer: corp, claims: { sub: a } } }, two: { when: { issuer: corp, claims: { sub: { matches: "[a-z]" } } } }, three: { when: { issuer: corp, claims: { sub: b } } } }',
    'grants: { one: { when: { issuer: corp, claims: { sub: a } } }, two: { when: { issuer: corp, claims: { sub: { matches: "x[a-z]" } } } } }',
  ],
  [
    "another target",
    "duplicate-grant",
    "grants: { one: {}, two: {} }",
    "grants: { one: {}, two: { assume: { role: other, account: reporting } } }",
  ],
  [
    "IPv6",
    "network-everywhere",
    claims("sub: a }, network: { cidr: ['2000::/15']"),
    claims("sub: a }, network: { cidr: ['2000::/16']"),
  ],
  [
    "half of IPv4",
    "network-everywhere",
    claims("sub: a }, network: { cidr: [128.0.0.0/7]"),
    claims("sub: a }, network: { vpce: [vpce-0123456789abcdef0]"),
  ],
  ["a day off", "time-window-always", undefined, claims("sub: a }, time: { from: '00:00', to: '23:59', zone: UTC")],
  [
    "another method than the issuer's",
    "proof-methods-differ",
    `issuers: { corp: { senderConstrained: { methods: [dpop] } } }\n${claims("sub: a }, senderConstrained: mtls, network: { cidr: 10.0.0.0/16")}`,
    `issuers: { corp: { senderConstrained: { methods: [dpop] } } }\n${claims("sub: a }, senderConstrained: true, network: { cidr: 10.0.0.0/16")}`,
  ],
  ["acr", "mfa-without-method", undefined, claims("sub: a }, mfa: { acr: gold")],
  ["a nested claim", "deny-claim-may-be-missing", deny("jti.x: a"), deny("jti: a")],
  [
    "what every token has",
    "deny-claim-may-be-missing",
    undefined,
    deny("aud: a, iss: 'https://idp.corp.example', exp: 7, sub: b"),
  ],
  [
    "another claim of the same issuer",
    "deny-claim-may-be-missing",
    deny("email: a"),
    "issuers: { corp: { requiredClaims: [jti, email] } }\ndeny: [{ issuer: corp, claims: { email: a }, reason: left }]",
  ],
];

describe("denials, overlaps and circumstances", () => testRows(rows));
