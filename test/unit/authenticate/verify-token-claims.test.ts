import { describe, expect, it } from "vitest";
import type { RefusalCode } from "../../../shared/model/codes.ts";
import type { Issuer } from "../../../shared/model/issuer.ts";
import type { TokenChanges } from "../../support/token-issuer.ts";
import { expectRefusal, now, tokens, verify } from "./verify-fixture.ts";

type Row = [what: string, changes: TokenChanges, code: RefusalCode, trusted?: Partial<Issuer>];

const refuses =
  ([, changes, code, trusted]: Row) =>
  async () =>
    expectRefusal(await tokens.issueToken(changes), code, 1, trusted);

describe("verifyToken, once the signature has held, refuses", () => {
  const rows: Row[] = [
    ["a DPoP proof", { header: { typ: "dpop+jwt" } }, "WrongTokenType"],
    ["a logout token", { header: { typ: "logout+jwt" } }, "WrongTokenType"],
    ["a security event", { header: { typ: "secevent+jwt" } }, "WrongTokenType"],
    ["an empty typ", { header: { typ: "" } }, "WrongTokenType"],
    ["typ null", { header: { typ: null } }, "WrongTokenType"],
    ["typ in a list", { header: { typ: ["JWT"] } }, "WrongTokenType"],
    ["typ with the prefix twice", { header: { typ: "application/application/jwt" } }, "WrongTokenType"],
    ["typ with the prefix within", { header: { typ: "japplication/wt" } }, "WrongTokenType"],
    ["typ JWT where at+jwt is configured", { header: { typ: "JWT" } }, "WrongTokenType", { tokenType: "at+jwt" }],
    ["no typ where one is configured", { header: { typ: undefined } }, "WrongTokenType", { tokenType: "JWT" }],

    [
      "an ID token, by the hash of its access token",
      { header: { typ: "JWT" }, claims: { at_hash: "x" } },
      "WrongTokenType",
    ],
    ["an ID token, by the hash of its code", { header: { typ: undefined }, claims: { c_hash: "x" } }, "WrongTokenType"],
    ["an ID token, by the hash of its state", { claims: { s_hash: null } }, "WrongTokenType"],
    ["an ID token of Cognito", { header: { typ: undefined }, claims: { token_use: "id" } }, "WrongTokenType"],
    ["an ID token of Keycloak", { header: { typ: "JWT" }, claims: { typ: "ID" } }, "WrongTokenType"],
    ["a refresh token of Keycloak", { header: { typ: "JWT" }, claims: { typ: "Refresh" } }, "WrongTokenType"],
    ["an offline token of Keycloak", { header: { typ: "JWT" }, claims: { typ: "Offline" } }, "WrongTokenType"],
    ["a logout token of Keycloak", { header: { typ: "JWT" }, claims: { typ: "Logout" } }, "WrongTokenType"],
    ["a logout token of the plain type", { header: { typ: "JWT" }, claims: { events: {} } }, "WrongTokenType"],

    ["no exp", { claims: { exp: undefined } }, "MissingClaim"],
    ["exp null", { claims: { exp: null } }, "InvalidToken"],
    ["exp as a string", { claims: { exp: String(now + 60) } }, "InvalidToken"],
    ["exp in a list", { claims: { exp: [now + 60] } }, "InvalidToken"],
    ["an exp that is past", { claims: { exp: now - 31 } }, "TokenExpired"],
    ["an exp at the tolerance", { claims: { exp: now - 30 } }, "TokenExpired"],
    ["an exp of now without tolerance", { claims: { exp: now } }, "TokenExpired", { clockToleranceSeconds: 0 }],
    ["an exp before the epoch", { claims: { exp: -1 } }, "TokenExpired"],
    ["an exp in milliseconds", { claims: { exp: (now + 60) * 1000 } }, "TokenTooOld"],
    ["an exp in milliseconds without iat", { claims: { iat: undefined, exp: (now + 60) * 1000 } }, "TokenTooOld"],

    ["an exp as large as a number can be", { claims: { iat: undefined, exp: Number.MAX_VALUE } }, "TokenTooOld"],
    ["an iat in milliseconds", { claims: { iat: now * 1000 } }, "TokenNotYetValid"],
    ["an iat before the epoch", { claims: { iat: -1 } }, "TokenTooOld"],
    ["an nbf in milliseconds", { claims: { nbf: now * 1000 } }, "TokenNotYetValid"],
    ["an nbf beyond the tolerance", { claims: { nbf: now + 30.001 } }, "TokenNotYetValid"],
    ["nbf as a string", { claims: { nbf: "0" } }, "InvalidToken"],
    ["nbf null", { claims: { nbf: null } }, "InvalidToken"],
    ["an iat beyond the tolerance", { claims: { iat: now + 30.001 } }, "TokenNotYetValid"],
    ["iat as a string", { claims: { iat: String(now) } }, "InvalidToken"],
    ["iat as a truth value", { claims: { iat: true } }, "InvalidToken"],

    ["no iat where an age is set", { claims: { iat: undefined } }, "MissingClaim", { maxTokenAgeSeconds: 60 }],
    [
      "an age over the limit",
      { claims: { iat: now - 90.001, exp: now + 9 } },
      "TokenTooOld",
      { maxTokenAgeSeconds: 60 },
    ],
    ["a lifetime over the limit", { claims: { exp: now + 3600.001 } }, "TokenTooOld"],
    ["a lifetime over the limit that is almost over", { claims: { iat: now - 9000, exp: now + 60 } }, "TokenTooOld"],
    ["a remaining life over the limit", { claims: { iat: undefined, exp: now + 3630.001 } }, "TokenTooOld"],

    ["no aud", { claims: { aud: undefined } }, "WrongAudience"],
    ["another aud", { claims: { aud: "https://other.test" } }, "WrongAudience"],
    ["an aud that holds ours", { claims: { aud: `${tokens.audience}.evil.test` } }, "WrongAudience"],
    ["a prefix of our aud", { claims: { aud: "https://vend" } }, "WrongAudience"],
    ["aud in other case", { claims: { aud: "https://VEND.test" } }, "WrongAudience"],
    ["an empty list", { claims: { aud: [] } }, "WrongAudience"],
    ["a nested list", { claims: { aud: [[tokens.audience]] } }, "WrongAudience"],
    ["a list with something else in it", { claims: { aud: [tokens.audience, 1] } }, "WrongAudience"],
    ["aud as an object", { claims: { aud: { 0: tokens.audience } } }, "WrongAudience"],
    ["aud null", { claims: { aud: null } }, "WrongAudience"],

    ["no sub", { claims: { sub: undefined } }, "MissingClaim"],
    ["an empty sub", { claims: { sub: "" } }, "MissingClaim"],
    ["a sub of 2,049 characters", { claims: { sub: "s".repeat(2049) } }, "MissingClaim"],
    ["sub as a number", { claims: { sub: 1 } }, "InvalidToken"],
    ["sub in a list", { claims: { sub: ["report-runner"] } }, "InvalidToken"],
    ["a required claim that is missing", {}, "MissingClaim", { requiredClaims: ["sub", "team"] }],
    ["a required claim that is null", { claims: { team: null } }, "MissingClaim", { requiredClaims: ["team"] }],
    ["a required claim of a prototype", {}, "MissingClaim", { requiredClaims: ["toString"] }],
    ["jti as a number", { claims: { jti: 1 } }, "InvalidToken"],
    ["a token bound to a key", { claims: { cnf: { jkt: "x" } } }, "ProofRequired"],
    ["a token bound to nothing", { claims: { cnf: null } }, "ProofRequired"],
  ];
  for (const row of rows) it(row[0], refuses(row));

  it.each([
    ["exp", "InvalidToken"],
    ["nbf", "InvalidToken"],
    ["iat", "InvalidToken"],
  ] as const)("an infinite %s", async (name, code) => {
    const claims = { iss: tokens.issuer, sub: "me", aud: tokens.audience, iat: now, nbf: now, exp: now + 60 };
    const payload = JSON.stringify({ ...claims, [name]: "INFINITE" }).replace('"INFINITE"', "1e999");
    await expectRefusal(await tokens.signBytes('{"alg":"ES256"}', payload), code, 1);
  });

  it("in one order, whatever else is wrong", async () => {
    const steps: [RefusalCode, "header" | "claims", string, unknown, unknown][] = [
      ["WrongTokenType", "header", "typ", "logout+jwt", "JWT"],
      ["TokenExpired", "claims", "exp", now - 60, now + 60],
      ["TokenNotYetValid", "claims", "nbf", now + 60, now],
      ["TokenNotYetValid", "claims", "iat", now + 60, now - 7200],
      ["TokenTooOld", "claims", "iat", now - 7200, now],
      ["WrongAudience", "claims", "aud", "other", tokens.audience],
      ["MissingClaim", "claims", "sub", "", "me"],
      ["MissingClaim", "claims", "team", undefined, "etl"],
      ["InvalidToken", "claims", "jti", 1, "t-1"],
      ["ProofRequired", "claims", "cnf", {}, undefined],
    ];
    const changes = { header: {} as Record<string, unknown>, claims: {} as Record<string, unknown> };
    for (const [, part, name, bad] of steps.toReversed()) changes[part][name] = bad;
    for (const [code, part, name, bad, good] of steps) {
      changes[part][name] = bad;
      await expectRefusal(await tokens.issueToken(changes), code, 1, { requiredClaims: ["team"] });
      changes[part][name] = good;
    }
    const { caller } = await verify(await tokens.issueToken(changes), { requiredClaims: ["team"] });
    expect(caller?.subject).toBe("me");
  });
});
