import { expect, test } from "vitest";
import type { Issuer, PublicJwk } from "../../../../shared/model/issuer.ts";
import { diffPolicyMaps } from "../../../../shared/policy-map/diff/diff-policy-maps.ts";
import { aDocument, aGrant, anIssuer, conditions } from "../../../support/policy-fixtures.ts";
import { linesOf } from "./diff-fixtures.ts";

const withIssuer = (changes: Partial<Issuer>) => aDocument({ issuers: [anIssuer(changes)], deny: [] });
const inline = (...keys: PublicJwk[]) => withIssuer({ keys: { kind: "inline", jwks: { keys } } });
const ec = (x: string, kid?: string): PublicJwk => ({ kty: "EC", x, ...(kid !== undefined && { kid }) });

/** What a rule was and is; what is said; and what kept the witness out before. */
const changes: readonly (readonly [string, Partial<Issuer>, Partial<Issuer>, string, string])[] = [
  ["audience", {}, { audiences: ["https://vend.corp.example", "b"] }, 'audience: now also "b"', "WrongAudience"],
  ["algorithms", {}, { algorithms: ["ES256", "RS256"] }, 'algorithms: now also "RS256"', "InvalidToken"],
  ["tokenType", { tokenType: "at+jwt" }, {}, 'tokenType: now also "none", "jwt"', "WrongTokenType"],
  ["tokenType", { tokenType: "at+jwt" }, { tokenType: "application/AT+JWT" }, "", ""],
  ["maxTokenAge", { maxTokenAgeSeconds: 60 }, {}, "maxTokenAge: was 60 s, now without bound", "TokenTooOld"],
  [
    "maxTokenAge",
    { maxTokenAgeSeconds: 60 },
    { maxTokenAgeSeconds: 61 },
    "maxTokenAge: was 60 s, now 61 s",
    "TokenTooOld",
  ],
  [
    "maxTokenLifetime",
    {},
    { maxTokenLifetimeSeconds: 3_601 },
    "maxTokenLifetime: was 3600 s, now 3601 s",
    "TokenTooOld",
  ],
  ["clockTolerance", {}, { clockToleranceSeconds: 31 }, "clockTolerance: was 30 s, now 31 s", "TokenExpired"],
  [
    "senderConstrained",
    { senderConstrained: { methods: ["dpop"], demandsNonce: false } },
    {},
    "senderConstrained: was dpop, now not demanded",
    "ProofRequired",
  ],
  [
    "senderConstrained",
    { senderConstrained: { methods: ["dpop"], demandsNonce: false } },
    { senderConstrained: { methods: ["dpop", "mtls"], demandsNonce: false } },
    "senderConstrained: was dpop, now dpop or mtls",
    "ProofRequired",
  ],
  [
    "senderConstrained",
    { senderConstrained: { methods: ["dpop", "mtls"], demandsNonce: true } },
    { senderConstrained: { methods: ["mtls", "dpop"], demandsNonce: true } },
    "",
    "",
  ],
  ["requiredClaims", { requiredClaims: ["sub", "jti"] }, {}, 'requiredClaims: no longer "jti"', "MissingClaim"],
];

test.each(changes)("%s, looser: a token shows who gains", (facet, was, is, text, refused) => {
  const diff = diffPolicyMaps(withIssuer(was), withIssuer(is));
  if (text === "") {
    expect(diff.entries).toEqual([]);
    return;
  }
  expect(diff.entries).toMatchObject([
    { part: "issuer", name: "corp", facet, effect: "widens", text, witness: { before: { refused } } },
  ]);
  expect(diffPolicyMaps(withIssuer(is), withIssuer(was))).toMatchObject({
    widens: false,
    entries: [{ facet, effect: "narrows" }],
  });
});

test("a nonce that is no longer demanded may widen: a proof shows nothing of when it was made", () => {
  const nonce = (demandsNonce: boolean) => withIssuer({ senderConstrained: { methods: ["dpop"], demandsNonce } });
  expect(linesOf(nonce(true), nonce(false))).toEqual([
    "mayWiden issuer corp senderConstrained: senderConstrained: a nonce is no longer demanded",
  ]);
  expect(linesOf(nonce(false), nonce(true))).toEqual([
    "narrows issuer corp senderConstrained: senderConstrained: a nonce is now demanded",
  ]);
});

test("another method in place of one keeps some out and lets others in", () => {
  const by = (method: "dpop" | "mtls") => withIssuer({ senderConstrained: { methods: [method], demandsNonce: false } });
  expect(linesOf(by("dpop"), by("mtls"))).toEqual([
    "widens issuer corp senderConstrained: senderConstrained: was dpop, now mtls",
  ]);
});

test("keys from elsewhere may widen: whose they are, no sample can show", () => {
  expect(linesOf(withIssuer({}), withIssuer({ keys: { kind: "jwksUri", uri: "https://keys.example" } }))).toEqual([
    "mayWiden issuer corp keys: keys: come from https://keys.example now, came from discovery",
  ]);
  expect(linesOf(inline(ec("1", "old")), withIssuer({}))).toEqual([
    "mayWiden issuer corp keys: keys: come from discovery now, came from the map",
  ]);
});

test("keys in the map are compared one by one, whatever the order of their members", () => {
  const [old, same] = [ec("1", "old"), { kid: "old", x: "1", kty: "EC" }];
  expect(linesOf(inline(old), inline(same))).toEqual([]);
  expect(linesOf(inline(old), inline(ec("2"), same))).toEqual([
    'mayWiden issuer corp keys: keys: now also "one without kid"',
  ]);
  expect(linesOf(inline(ec("2"), old), inline(old))).toEqual([
    'narrows issuer corp keys: keys: no longer "one without kid"',
  ]);
  // The same name for another key is another key.
  expect(linesOf(inline(old), inline(ec("3", "old")))).toEqual([
    'mayWiden issuer corp keys: keys: now also "old"',
    'narrows issuer corp keys: keys: no longer "old"',
  ]);
});

test("what no live grant takes the word of widens nothing", () => {
  const unused = (audiences: readonly string[]) =>
    aDocument({ issuers: [anIssuer({ audiences })], grants: [aGrant({ mode: "shadow" })], deny: [] });
  expect(linesOf(unused(["a"]), unused(["a", "b"]))).toEqual([
    'changes issuer corp audience: audience: now also "b" (no grant takes its word)',
  ]);
});

test("another issuer string is another issuer, whatever it is called", () => {
  const moved = aDocument({ issuers: [anIssuer({ issuer: "https://idp.corp.example/" })], deny: [] });
  expect(linesOf(aDocument({ deny: [] }), moved)).toEqual([
    'widens grant nightly-report issuer: issuer: now also "https://idp.corp.example/"',
    "narrows issuer corp entry: gone: https://idp.corp.example",
    'narrows grant nightly-report issuer: issuer: no longer "https://idp.corp.example"',
    "changes issuer corp entry: new: https://idp.corp.example/; the grants say who gains",
  ]);
});

test("a rule for tokens that no caller of any grant can use the looseness of is said to be unproven", () => {
  const impossible = (audiences: readonly string[]) =>
    aDocument({
      issuers: [anIssuer({ audiences })],
      grants: [aGrant({ when: conditions({ claims: [{ path: ["sub"], matcher: { kind: "equals", value: 1 } }] }) })],
      deny: [],
    });
  expect(linesOf(impossible(["a"]), impossible(["a", "b"]))).toEqual([
    'mayWiden issuer corp audience: audience: now also "b"',
  ]);
});
