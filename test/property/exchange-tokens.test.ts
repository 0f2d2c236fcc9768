import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../exchange/events.ts";
import { type Exchange, startExchange } from "../exchange/start-exchange.ts";
import { createTokenIssuer, type TokenIssuer } from "../support/token-issuer.ts";
import {
  arbitraryTokens,
  changeText,
  goodClaims,
  goodHeader,
  type TokenFacts,
  type TokenPlan,
} from "./arbitrary-tokens.ts";

/** `NIGHTLY=1` looks fifty times as hard. */
const isNightly = process.env["NIGHTLY"] === "1";
const numRuns = isNightly ? 100_000 : 2_000;
const timeout = isNightly ? 3_600_000 : 120_000;

/** What is sent here would be a flood. */
const noLimits = Object.fromEntries(
  ["ADDRESS_FAILURE_LIMIT", "SUBJECT_FAILURE_LIMIT", "SUBJECT_SESSION_LIMIT"].map((name) => [
    name,
    "999999+999999/min",
  ]),
);

let exchange: Exchange;
let stranger: TokenIssuer;
let stsCalls = 0;
/** Every text that corp's key has signed: what a signature proves is known here without any verifier. */
const signed = new Set<string>();

beforeAll(async () => {
  exchange = await startExchange(undefined, noLimits);
  stranger = await createTokenIssuer();
  exchange.sts.interfere(() => {
    stsCalls += 1;
    return undefined;
  });
});
afterAll(() => exchange.close());

const nowSeconds = () => Math.floor(Date.now() / 1000);

async function makeToken(plan: TokenPlan): Promise<string> {
  const { corp } = exchange;
  const facts = { issuer: corp.issuer, audience: corp.audience, nowSeconds: nowSeconds() };
  const sign = async (issuer: TokenIssuer, header: string, claims: string) => {
    const token = await issuer.signBytes(header, claims);
    if (issuer === corp) signed.add(token);
    return token;
  };
  const token = await sign(plan.signer === "corp" ? corp : stranger, plan.header, plan.claims);
  if (plan.change.kind === "none") return token;
  const other = await sign(corp, JSON.stringify(goodHeader()), JSON.stringify(goodClaims(facts)));
  return changeText(token, other, plan.change);
}

/** What must be true of every token that is taken, by another reading of its text than the service's. */
function isGood(token: string): boolean {
  const [header, claims] = token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>);
  const { iss, sub, aud, exp, iat, nbf = 0, jti } = claims ?? {};
  const times = [exp, iat, nbf].map(Number);
  const [until = 0, since = 0, from = 0] = times;
  return (
    header?.["alg"] === "ES256" &&
    ["at+jwt", "application/at+jwt"].includes(String(header["typ"]).toLowerCase()) &&
    !["crit", "b64", "enc", "zip"].some((name) => Object.hasOwn(header, name)) &&
    iss === exchange.corp.issuer &&
    sub === "report-runner" &&
    [aud].flat().includes(exchange.corp.audience) &&
    typeof jti === "string" &&
    [exp, iat, nbf].every((time) => typeof time === "number") &&
    times.every(Number.isFinite) &&
    until > nowSeconds() - 31 &&
    until - since <= 3_600 &&
    Math.max(since, from) < nowSeconds() + 31 &&
    !Object.hasOwn(claims ?? {}, "cnf")
  );
}

test(`of ${numRuns} headers, claims and texts none is a fault, and none is taken that was not signed as it is`, {
  timeout,
}, async () => {
  const { issuer, audience } = exchange.corp;
  const outcomes = new Map<string, number>();
  const facts = { issuer, audience, nowSeconds: nowSeconds() };
  await fc.assert(
    fc.asyncProperty(arbitraryTokens(facts), async (plan) => {
      const token = await makeToken(plan);
      const callsBefore = stsCalls;
      const { status, body, text } = await exchange.send(ask("/v1/credentials/nightly-report", token));
      const code = status === 200 ? "vended" : String(body["code"]);
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      expect(status, text).toBeLessThan(500);
      // What comes around a token in a header is no part of it.
      const isSigned = signed.has(token.trim());
      if (status === 200) {
        expect(isSigned).toBe(true);
        expect(isGood(token.trim())).toBe(true);
      } else {
        expect(stsCalls).toBe(callsBefore);
      }
      if (!isSigned) expect(["InvalidToken", "InvalidRequest", "MissingToken"]).toContain(code);
    }),
    { numRuns, examples: examplesOf(facts) },
  );
  // What always refuses would have passed as well.
  expect(outcomes.get("vended")).toBeGreaterThan(numRuns / 200);
  expect(outcomes.get("InvalidToken")).toBeGreaterThan(numRuns / 10);
  const seen = ["TokenExpired", "WrongAudience", "WrongTokenType", "MissingClaim", "TokenTooOld", "NotGranted"];
  expect(seen.filter((code) => !outcomes.has(code))).toEqual([]);
});

/** One token of each kind of refusal that is asked for at the end, which chance alone might leave out. */
function examplesOf(facts: TokenFacts): [TokenPlan][] {
  const { nowSeconds } = facts;
  const plan = (claims: object, header: object = {}): [TokenPlan] => [
    {
      header: JSON.stringify({ ...goodHeader(), ...header }),
      claims: JSON.stringify({ ...goodClaims(facts), ...claims }),
      signer: "corp",
      change: { kind: "none" },
    },
  ];
  return [
    plan({ iat: nowSeconds - 1_200, exp: nowSeconds - 600 }),
    plan({ aud: "https://else.test" }),
    plan({}, { typ: "logout+jwt" }),
    plan({ sub: undefined }),
    plan({ exp: nowSeconds + 10_000_000 }),
    plan({ sub: "nobody" }),
  ];
}
