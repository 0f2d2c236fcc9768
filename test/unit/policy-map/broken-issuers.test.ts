import { describe, expect, it } from "vitest";
import { type BrokenRow, breakMap, problemsOf } from "./break-map.ts";

const point = "x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const goodKey = `{ kty: EC, crv: P-256, ${point} }`;
const rsa = (bytes: number, first = 0x80) => Buffer.alloc(bytes, 1).fill(first, 0, 1).toString("base64url");
const noKey = (algorithms: string) =>
  `16:19 issuers.lab.keys.jwks: has no key that can be used with ${algorithms}; add one: RSA of 2048 bits or more with n and e, EC P-256, P-384 or P-521 with x and y, or OKP Ed25519 with x`;
const noOwnName =
  "16:19 issuers.lab.keys.jwks: has no key with a kid of its own; give each key its own kid, as the tokens name it";

/** What is wrong with each key, all by itself. */
const uselessKeys: readonly (readonly [what: string, key: string, algorithm?: string])[] = [
  ["a curve that is none", `{ kty: EC, crv: P-25, ${point} }`],
  ["no curve", `{ kty: EC, ${point} }`],
  ["a curve of another type", `{ kty: OKP, crv: P-256, ${point} }`],
  ["no y", "{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU }"],
  [
    "an x of another curve's length",
    "{ kty: EC, crv: P-384, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
    "ES384",
  ],
  [
    "an x that is no base64url",
    "{ kty: EC, crv: P-256, x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVE=', y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
  ],
  ["an x that is a number", "{ kty: EC, crv: P-256, x: 7, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }"],
  ["a key of another algorithm", goodKey, "RS256"],
  ["a key that names another algorithm", `{ kty: EC, crv: P-256, alg: ES384, ${point} }`],
  ["a key to encrypt with", `{ kty: EC, crv: P-256, use: enc, ${point} }`],
  ["a key to sign with", `{ kty: EC, crv: P-256, key_ops: [sign], ${point} }`],
  ["a kid that is a number", `{ kty: EC, crv: P-256, kid: 1, ${point} }`],
  ["an RSA key of 2,047 bits", `{ kty: RSA, n: ${rsa(256, 0x7f)}, e: AQAB }`, "RS256"],
  ["an RSA key without e", `{ kty: RSA, n: ${rsa(256)} }`, "RS256"],
  ["an RSA key without n", "{ kty: RSA, e: AQAB }", "RS256"],
  ["an RSA key of nothing", "{ kty: RSA, n: AAAA, e: AQAB }", "RS256"],
];

const keyRows: readonly BrokenRow[] = [
  ...uselessKeys.map(
    ([what, key, algorithm = "ES256"]): BrokenRow => [
      what,
      `[${goodKey}] } }\n    algorithms: [ES256]`,
      `[${key}] } }\n    algorithms: [${algorithm}]`,
      noKey(algorithm),
    ],
  ),
  ["two keys without a kid", goodKey, `${goodKey}, ${goodKey}`, noOwnName],
  [
    "a kid twice",
    goodKey,
    Array.from({ length: 2 }, () => goodKey.replace("crv", "kid: a, crv")).join(", "),
    noOwnName,
  ],
];

const rows: readonly BrokenRow[] = [
  [
    "an empty issuer",
    "issuer: https://idp.corp.example",
    "issuer: ''",
    "4:13 issuers.corp.issuer: must not be empty; write at least one character",
  ],
  [
    "an issuer that is no URL",
    "https://idp.corp.example",
    "idp.corp.example",
    '4:13 issuers.corp.issuer: "idp.corp.example" is not an https URL; write https://...; http is for 127.0.0.1, localhost and [::1] only',
  ],
  [
    "an issuer over plain http",
    "https://idp.corp.example",
    "http://idp.corp.example",
    '4:13 issuers.corp.issuer: "http://idp.corp.example" is not an https URL; write https://...; http is for 127.0.0.1, localhost and [::1] only',
  ],
  [
    "an issuer with a query",
    "https://idp.corp.example",
    "https://idp.corp.example/?a=1",
    '4:13 issuers.corp.issuer: "https://idp.corp.example/?a=1" has a query or a fragment; write the issuer as its tokens have it',
  ],
  [
    "an issuer with a password",
    "https://idp.corp.example",
    "https://u:p@idp.corp.example",
    "4:13 issuers.corp.issuer: is a URL with a user name or password; remove what is before the @",
  ],
  [
    "an issuer with a space",
    "https://idp.corp.example",
    "https://idp.corp.example /x",
    '4:13 issuers.corp.issuer: "https://idp.corp.example /x" is not an https URL; write https://...; http is for 127.0.0.1, localhost and [::1] only',
  ],
  [
    "the same issuer twice",
    "issuer: lab\n",
    "issuer: https://idp.corp.example\n",
    '14:13 issuers.lab.issuer: "https://idp.corp.example" is the issuer of corp already; keep one entry an issuer',
  ],
  ["no audience", "    audience: vend\n", "", "13:3 issuers.lab.audience: is missing; add it"],
  [
    "an empty list of audiences",
    "audience: vend",
    "audience: []",
    "15:15 issuers.lab.audience: must not be empty; add at least one entry",
  ],
  [
    "an empty audience",
    "audience: vend",
    "audience: ''",
    "15:15 issuers.lab.audience: must not be empty; write at least one character",
  ],
  [
    "an audience that is a number",
    "audience: vend",
    "audience: 7",
    "15:15 issuers.lab.audience: must be text or a list of texts; write one, or a list in [ ]",
  ],
  [
    "an audience twice",
    "https://vend.corp.example, vend]",
    "vend, vend]",
    '5:22 issuers.corp.audience[1]: "vend" is given twice; keep one of them',
  ],
  [
    "no source of keys",
    "keys: { discovery: true }",
    "keys: {}",
    "6:11 issuers.corp.keys: must say exactly one of discovery, jwksUri and jwks; write { discovery: true }, { jwksUri: ... } or { jwks: { keys: [...] } }",
  ],
  [
    "two sources of keys",
    "keys: { discovery: true }",
    "keys: { discovery: true, jwksUri: https://a.example }",
    "6:11 issuers.corp.keys: must say exactly one of discovery, jwksUri and jwks; write { discovery: true }, { jwksUri: ... } or { jwks: { keys: [...] } }",
  ],
  [
    "discovery: false",
    "discovery: true",
    "discovery: false",
    "6:24 issuers.corp.keys.discovery: can only be true; write discovery: true, or name jwksUri or jwks instead",
  ],
  [
    "a JWKS address over plain http",
    "keys: { discovery: true }",
    "keys: { jwksUri: http://idp.corp.example/jwks }",
    '6:22 issuers.corp.keys.jwksUri: "http://idp.corp.example/jwks" is not an https URL; write https://...; http is for 127.0.0.1, localhost and [::1] only',
  ],
  [
    "a JWKS address that is no URL",
    "keys: { discovery: true }",
    "keys: { jwksUri: /jwks }",
    '6:22 issuers.corp.keys.jwksUri: "/jwks" is not an https URL; write https://...; http is for 127.0.0.1, localhost and [::1] only',
  ],
  [
    "an inline set without keys",
    "[{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }]",
    "[]",
    "16:27 issuers.lab.keys.jwks.keys: must not be empty; add at least one entry",
  ],
  [
    "a private key",
    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0, d: topsecretkey }",
    "16:28 issuers.lab.keys.jwks.keys[0]: holds a private or symmetric key, with which anybody who reads the map could make tokens; replace the key, then write its public members only",
  ],
  [
    "a symmetric key",
    "{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
    "{ kty: oct }",
    "16:28 issuers.lab.keys.jwks.keys[0]: holds a private or symmetric key, with which anybody who reads the map could make tokens; replace the key, then write its public members only",
  ],
  [
    "a key of no type",
    "{ kty: EC, crv: P-256, x: f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU, y: x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0 }",
    "{ crv: P-256 }",
    "16:28 issuers.lab.keys.jwks.keys[0]: has no kty of RSA, EC or OKP; write a public JWK (RFC 7517)",
  ],
  [
    "HS256",
    "algorithms: [ES256]",
    "algorithms: [HS256]",
    '17:18 issuers.lab.algorithms[0]: "HS256" can never be allowed: only the issuer may be able to sign; use one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519',
  ],
  [
    "none",
    "algorithms: [ES256]",
    "algorithms: [none]",
    '17:18 issuers.lab.algorithms[0]: "none" can never be allowed: only the issuer may be able to sign; use one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519',
  ],
  [
    "a slip in an algorithm",
    "algorithms: [ES256]",
    "algorithms: [ES25]",
    '17:18 issuers.lab.algorithms[0]: "ES25" is not possible here; did you mean ES256?',
  ],
  [
    "an unknown algorithm",
    "algorithms: [ES256]",
    "algorithms: [Dilithium]",
    '17:18 issuers.lab.algorithms[0]: "Dilithium" is not possible here; use one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519',
  ],
  [
    "no algorithm",
    "algorithms: [ES256]",
    "algorithms: []",
    "17:17 issuers.lab.algorithms: must not be empty; add at least one entry",
  ],
  [
    "an algorithm twice",
    "algorithms: [ES256]",
    "algorithms: [ES256, ES256]",
    '17:25 issuers.lab.algorithms[1]: "ES256" is given twice; keep one of them',
  ],
  [
    "a tolerance over a minute",
    "clockTolerance: 30s",
    "clockTolerance: 61s",
    "11:21 issuers.corp.clockTolerance: 61s is over the limit of 60s; use at most 60s",
  ],
  [
    "a duration of no unit",
    "maxTokenAge: 1h",
    "maxTokenAge: 1 hour",
    '9:18 issuers.corp.maxTokenAge: "1 hour" is not a duration; write hours, minutes and seconds such as 1h, 30m, 45s or 1h30m, or a whole number of seconds without quotes',
  ],
  [
    "a duration of half a second",
    "maxTokenAge: 1h",
    "maxTokenAge: 0.5",
    "9:18 issuers.corp.maxTokenAge: 0.5 is not a duration; write hours, minutes and seconds such as 1h, 30m, 45s or 1h30m, or a whole number of seconds without quotes",
  ],
  [
    "a duration that is a list",
    "maxTokenAge: 1h",
    "maxTokenAge: [1h]",
    "9:18 issuers.corp.maxTokenAge: must be a duration; write one such as 1h, 30m, 45s or 1h30m, or a number of seconds",
  ],
  [
    "an age that refuses every token",
    "maxTokenAge: 1h",
    "maxTokenAge: 0s",
    "9:18 issuers.corp.maxTokenAge: 0s refuses every token; use at least 1s",
  ],
  [
    "a lifetime that refuses every token",
    "maxTokenLifetime: 2h",
    "maxTokenLifetime: 0",
    "10:23 issuers.corp.maxTokenLifetime: 0 refuses every token; use at least 1s",
  ],
  [
    "a required claim twice",
    "[sub, jti]",
    "[sub, sub]",
    '12:27 issuers.corp.requiredClaims[1]: "sub" is given twice; keep one of them',
  ],
  [
    "senderConstrained that is text",
    "    tokenType: at+jwt",
    "    senderConstrained: dpop",
    "8:24 issuers.corp.senderConstrained: must be true, false or a mapping; write senderConstrained: { methods: [dpop], nonce: true }",
  ],
  [
    "a proof of no method",
    "    tokenType: at+jwt",
    "    senderConstrained: { methods: [] }",
    "8:35 issuers.corp.senderConstrained.methods: must not be empty; add at least one entry",
  ],
  [
    "a proof of an unknown method",
    "    tokenType: at+jwt",
    "    senderConstrained: { methods: [tls] }",
    '8:36 issuers.corp.senderConstrained.methods[0]: "tls" is not possible here; did you mean mtls?',
  ],
  [
    "a method twice",
    "    tokenType: at+jwt",
    "    senderConstrained: { methods: [dpop, dpop] }",
    '8:42 issuers.corp.senderConstrained.methods[1]: "dpop" is given twice; keep one of them',
  ],
  [
    "a nonce for certificates",
    "    tokenType: at+jwt",
    "    senderConstrained: { methods: [mtls], nonce: true }",
    "8:50 issuers.corp.senderConstrained.nonce: is of DPoP, which is none of the methods; add dpop, or remove nonce",
  ],
  [
    "a nonce that is text",
    "    tokenType: at+jwt",
    "    senderConstrained: { nonce: yes }",
    "8:33 issuers.corp.senderConstrained.nonce: must be true or false, not text; write true or false",
  ],
  [
    "an unknown key",
    "    tokenType: at+jwt",
    "    tokentype: at+jwt",
    "8:5 issuers.corp.tokentype: is not a known key; did you mean tokenType?",
  ],
];

describe("what is wrong with issuers", () => {
  it.each([...rows, ...keyRows])("%s", (_what, find, put, problems) => {
    expect(problemsOf(breakMap(find, put))).toBe(problems);
  });
});

describe("JWK sets that are sound", () => {
  const named = (id: string) => goodKey.replace("crv", `kid: ${id}, crv`);
  it.each([
    ["a key that cannot be used beside one that can", `{ kty: EC, crv: P-25, ${point} }, ${goodKey}`],
    ["a kid twice beside one of its own", `${named("a")}, ${named("a")}, ${named("b")}`],
    ["a key with a kid and one without", `${named("a")}, ${goodKey}`],
    ["a key for verifying", goodKey.replace("crv", "use: sig, key_ops: [verify], alg: ES256, crv")],
    ["RSA of 2,048 bits", `{ kty: RSA, n: ${rsa(256)}, e: AQAB }`, "PS512"],
    ["RSA of 2,056 bits", `{ kty: RSA, n: ${rsa(257, 1)}, e: AQAB }`, "RS256"],
    ["Ed25519", "{ kty: OKP, crv: Ed25519, x: 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo }", "EdDSA"],
  ])("%s", (_what, keys, algorithm = "ES256") => {
    const map = breakMap(goodKey, keys).replace("algorithms: [ES256]", `algorithms: [${algorithm}]`);
    expect(problemsOf(map)).toBe("");
  });
});
