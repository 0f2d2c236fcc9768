import { type AttackCase, invalidToken, refused } from "../attack-case.ts";
import { claimCase, tokenCase } from "../calls.ts";
import { goodParts, nowSeconds } from "../forge-token.ts";
import type { World } from "../start-world.ts";

const wrongAudience = refused(401, "WrongAudience");

/** The service's audience is https://vend.test. */
const audiences: Readonly<Record<string, unknown>> = {
  "not there": undefined,
  null: null,
  another: "https://other.test",
  "a slash behind": "https://vend.test/",
  "upper case": "https://VEND.test",
  "a part of it": "https://vend.tes",
  "more than it": "https://vend.test.evil.test",
  "a space behind": "https://vend.test ",
  "two in one text": "https://vend.test https://other.test",
  "two with a comma": "https://vend.test,https://other.test",
  "a pattern": "*",
  "nothing in it": "",
  "an empty list": [],
  "a list of others": ["https://other.test", "https://vend.test/"],
  "a list in a list": [["https://vend.test"]],
  "a list with a number": ["https://vend.test", 1],
  "a list with null": ["https://vend.test", null],
  "a list with an object": ["https://vend.test", {}],
  "an object": { 0: "https://vend.test", length: 1 },
  "an object by name": { "https://vend.test": true },
  "a number": 1,
  true: true,
};

export const missAudience: readonly AttackCase[] = Object.entries(audiences).map(([what, aud]) =>
  claimCase(`aud is ${what}`, { aud }, wrongAudience),
);

const expired = refused(401, "TokenExpired");
const early = refused(401, "TokenNotYetValid");
const tooOld = refused(401, "TokenTooOld");
const missing = refused(401, "MissingClaim");

/** The issuer's tokens may be an hour old and live for an hour, and its clock be wrong by half a minute. */
export const bendTime: readonly AttackCase[] = [
  timeCase("exp is not there", { exp: undefined }, missing),
  timeCase("exp is 40 s past", { iat: -1_000, exp: -40 }, expired),
  timeCase("exp was yesterday", { iat: -90_000, exp: -86_400 }, expired),
  ...[0, -1, -1e308, 0.5].map((exp) => claimCase(`exp is ${exp}`, { exp }, expired)),
  timeCase("exp is in milliseconds", { exp: nowSeconds() * 1_000 }, tooOld),
  ...[Number.MAX_SAFE_INTEGER, 2 ** 53 + 1, 1e308].map((exp) => claimCase(`exp is ${exp}`, { exp }, tooOld)),
  timeCase("it lives 40 s longer than an hour", { iat: 0, exp: 3_640 }, tooOld),
  timeCase("it lives for a day", { iat: 0, exp: 86_400 }, tooOld),
  timeCase("iat is 40 s more than an hour ago", { iat: -3_640, exp: 0 + 30 }, tooOld),
  claimCase("iat is 1", { iat: 1 }, tooOld),
  claimCase("iat is not there", { iat: undefined }, missing),
  timeCase("iat is 40 s ahead", { iat: 40, exp: 600 }, early),
  timeCase("iat is in milliseconds", { iat: nowSeconds() * 1_000 }, early),
  timeCase("nbf is 40 s ahead", { nbf: 40 }, early),
  timeCase("nbf is tomorrow", { nbf: 86_400 }, early),
  timeCase("nbf is in milliseconds", { nbf: nowSeconds() * 1_000 }, early),
  ...["exp", "nbf", "iat"].flatMap((name) =>
    [
      String(nowSeconds() + 600),
      "never",
      "",
      null,
      true,
      [nowSeconds() + 600],
      { value: nowSeconds() + 600 },
      "2999-01-01T00:00:00Z",
    ].map((value) => claimCase(`${name} is ${describeValue(value)}`, { [name]: value }, invalidToken)),
  ),
  ...["exp", "nbf", "iat"].flatMap((name) => [
    rawTimeCase(name, "1e999", invalidToken),
    rawTimeCase(name, "-1e999", invalidToken),
    rawTimeCase(name, "NaN", invalidToken),
    rawTimeCase(name, "Infinity", invalidToken),
    rawTimeCase(name, "0x7fffffff", invalidToken),
    rawTimeCase(name, "+1", invalidToken),
    rawTimeCase(name, "01", invalidToken),
  ]),
];

/** Times in seconds from now, but for those that are far too large for that. */
function timeCase(
  name: string,
  offsets: Readonly<Record<string, number | undefined>>,
  answer: typeof expired,
): AttackCase {
  return tokenCase(
    name,
    ({ token }) => {
      const claims = Object.entries(offsets).map(([claim, seconds]) => [
        claim,
        seconds === undefined || seconds > 1e9 ? seconds : nowSeconds() + seconds,
      ]);
      return token({ claims: Object.fromEntries(claims) });
    },
    answer,
  );
}

/** A number as no JSON writer would spell it. */
function rawTimeCase(name: string, spelled: string, answer: typeof expired): AttackCase {
  return tokenCase(
    `${name} is written ${spelled}`,
    ({ corp }: World) => {
      const { header, claims } = goodParts(corp);
      const marked = JSON.stringify({ ...claims, [name]: "MARK" });
      return corp.signBytes(JSON.stringify(header), marked.replace('"MARK"', spelled));
    },
    answer,
  );
}

/** Without the digits of a clock, so that a case keeps its name. */
function describeValue(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\d{10}/g, "a time");
}

const wrongType = refused(401, "WrongTokenType");

const types: Readonly<Record<string, unknown>> = {
  "an ID token's or any JWT's": "JWT",
  "an ID token's by name": "id_token+jwt",
  "a DPoP proof's": "dpop+jwt",
  "a logout token's": "logout+jwt",
  "a security event's": "secevent+jwt",
  "a request object's": "oauth-authz-req+jwt",
  "a client assertion's": "client-authentication+jwt",
  "an introspection answer's": "token-introspection+jwt",
  "a refresh token's": "rt+jwt",
  "a JWE's": "JOSE",
  "not there": undefined,
  null: null,
  "nothing in it": "",
  "a number": 1,
  "a list": ["at+jwt"],
  "an object": { typ: "at+jwt" },
  "a space behind": "at+jwt ",
  "a parameter behind": "at+jwt;x=1",
  "two prefixes": "application/application/at+jwt",
  "another prefix": "text/at+jwt",
  "a space for the plus": "at jwt",
  "two types": "at+jwt,JWT",
  "a look-alike letter": "at+\u0458wt",
};

export const confuseTokenType: readonly AttackCase[] = [
  ...Object.entries(types).map(([what, typ]) =>
    tokenCase(`typ is ${what}`, ({ token }) => token({ header: { typ } }), wrongType),
  ),
  ...["dpop+jwt", "logout+jwt", "secevent+jwt", "id_token+jwt", "oauth-authz-req+jwt"].map((typ) =>
    tokenCase(
      `typ is ${typ}, of an issuer that asks for none`,
      ({ plain }) => plain.issueToken({ header: { typ }, claims: { sub: "visitor" } }),
      wrongType,
      "/v1/credentials/visit",
    ),
  ),
];

/** Who a token speaks of, and which it is. */
export const hideIdentity: readonly AttackCase[] = [
  claimCase("sub is not there", { sub: undefined }, missing),
  claimCase("sub is empty", { sub: "" }, missing),
  claimCase("sub has 2,049 characters", { sub: "s".repeat(2_049) }, missing),
  ...[1, true, null, ["report-runner"], { sub: "report-runner" }].map((sub) =>
    claimCase(`sub is ${JSON.stringify(sub)}`, { sub }, invalidToken),
  ),
  claimCase("jti is not there", { jti: undefined }, missing),
  claimCase("jti is null", { jti: null }, missing),
  ...[1, ["x"], { id: "x" }, false].map((jti) => claimCase(`jti is ${JSON.stringify(jti)}`, { jti }, invalidToken)),
];
