import fc from "fast-check";
import { expect, test } from "vitest";
import { checkAudience } from "../../shared/authenticate/check-audience.ts";
import { checkHeader } from "../../shared/authenticate/check-header.ts";
import { checkIdentity } from "../../shared/authenticate/check-identity.ts";
import { checkTimes } from "../../shared/authenticate/check-times.ts";
import { checkTokenType } from "../../shared/authenticate/check-token-type.ts";
import { readBinding } from "../../shared/authenticate/read-binding.ts";
import { checkMfa } from "../../shared/authorize/check-mfa.ts";
import { checkNetwork } from "../../shared/authorize/check-network.ts";
import { checkTime } from "../../shared/authorize/check-time.ts";
import { compileGlob } from "../../shared/authorize/compile-glob.ts";
import type { ClaimValue } from "../../shared/model/claims.ts";
import { type Matcher, type Scalar, weekdays } from "../../shared/model/policy-document.ts";
import type { ProofDemand, ProofMethod } from "../../shared/model/proof.ts";
import { acceptToken } from "../../shared/policy-map/diff/accept-token.ts";
import { addressRange, printAddress } from "../../shared/policy-map/diff/address-range.ts";
import { admits, admitsNoMore } from "../../shared/policy-map/diff/admits-no-more.ts";
import { admitsNoMoreNetworks } from "../../shared/policy-map/diff/admits-no-more-networks.ts";
import { admitsNoMoreSignIns } from "../../shared/policy-map/diff/admits-no-more-sign-ins.ts";
import { coversGlob } from "../../shared/policy-map/diff/covers-glob.ts";
import { coversIamPattern } from "../../shared/policy-map/diff/covers-iam-pattern.ts";
import { admitsNoMoreTimes } from "../../shared/policy-map/diff/week-minutes.ts";
import { anIssuer, facts, failureOf } from "../support/policy-fixtures.ts";

/* What is proved to be inside something is never outside it, by the tests that the service runs. */

const runs = { numRuns: 2_000 };
const texts = fc.string({ unit: fc.constantFrom("a", "b", "/", ":"), maxLength: 5 });
const globs = fc.string({ unit: fc.constantFrom("a", "b", "/", ":", "*", "**"), maxLength: 5 });
const scalars = fc.oneof<fc.Arbitrary<Scalar>[]>(texts, fc.constantFrom(1, true));
const scalarLists = fc.array(scalars, { maxLength: 3 });
const matchers: fc.Arbitrary<Matcher> = fc.oneof(
  scalars.map((value) => ({ kind: "equals", value }) as const),
  fc.record({ kind: fc.constantFrom("oneOf", "anyOf", "allOf", "noneOf"), values: scalarLists }),
  texts.map((prefix) => ({ kind: "prefix", prefix }) as const),
  globs.map((pattern) => ({ kind: "glob", pattern }) as const),
  fc.constantFrom("a|b", "[ab]+", "a*", "").map((pattern) => ({ kind: "matches", pattern }) as const),
  fc.constant({ kind: "exists" } as const),
);
const values: fc.Arbitrary<ClaimValue> = fc.oneof(scalars, scalarLists, fc.constantFrom(null, [null], { a: 1 }));

test("matchers", () => {
  let inside = 0;
  fc.assert(
    fc.property(matchers, matchers, fc.array(values, { minLength: 5, maxLength: 5 }), (newer, older, sample) => {
      expect(
        admitsNoMore(newer, newer) ||
          newer.kind === "anyOf" ||
          newer.kind === "noneOf" ||
          newer.kind === "allOf" ||
          newer.kind === "prefix",
      ).toBe(true);
      if (!admitsNoMore(newer, older)) return;
      inside++;
      for (const value of sample) expect(admits(older, value) || !admits(newer, value)).toBe(true);
    }),
    { numRuns: 6_000 },
  );
  expect(inside).toBeGreaterThan(300);
});

test("globs", () => {
  fc.assert(
    fc.property(globs, globs, fc.array(texts, { minLength: 8, maxLength: 8 }), (wider, narrower, sample) => {
      expect(coversGlob(wider, wider)).toBe(true);
      if (!coversGlob(wider, narrower)) return;
      const [inWider, inNarrower] = [compileGlob(wider), compileGlob(narrower)];
      for (const text of sample) expect(inWider(text) || !inNarrower(text)).toBe(true);
    }),
    runs,
  );
});

test("patterns of IAM", () => {
  const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });
  const fits = (pattern: string) => new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  fc.assert(
    fc.property(patterns, patterns, fc.array(texts, { minLength: 8, maxLength: 8 }), (wider, narrower, sample) => {
      if (!coversIamPattern(wider, narrower)) return;
      for (const text of sample) expect(fits(wider).test(text) || !fits(narrower).test(text)).toBe(true);
    }),
    runs,
  );
});

test("networks", () => {
  const cidrs = fc
    .tuple(fc.constantFrom("10.0.0.0", "10.128.0.0", "10.64.0.0", "2001:db8::", "::"), fc.integer({ min: 0, max: 12 }))
    .filter(([address, length]) => address === "::" || address !== "10.128.0.0" || length > 8)
    .map(([address, length]) => {
      const range = addressRange(`${address}/${length}`);
      const size = range.last - range.first + 1n;
      return `${printAddress(range.family, (range.first / size) * size)}/${length}`;
    });
  const conditions = fc.record({
    cidrs: fc.array(cidrs, { maxLength: 3 }),
    vpcEndpointIds: fc.subarray(["vpce-1", "vpce-2"]),
  });
  const senders = fc.constantFrom(
    "10.0.0.1",
    "10.128.0.1",
    "10.64.0.0",
    "10.127.255.255",
    "11.0.0.0",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "::1",
    "fe80::1",
  );
  fc.assert(
    fc.property(
      conditions,
      conditions,
      senders,
      fc.constantFrom(undefined, "vpce-1"),
      (newer, older, sourceAddress, vpcEndpointId) => {
        if (!admitsNoMoreNetworks(newer, older)) return;
        const sender = facts({ sourceAddress, vpcEndpointId });
        expect(checkNetwork(older, sender) === undefined || checkNetwork(newer, sender) !== undefined).toBe(true);
      },
    ),
    { numRuns: 4_000 },
  );
});

test("times", () => {
  const minutes = fc.constantFrom(0, 1, 60, 719, 720, 1_439);
  const conditions = fc.record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    fromMinute: minutes,
    toMinute: fc.constantFrom(1, 60, 61, 720, 1_440),
    zone: fc.constantFrom("UTC", "Europe/Berlin"),
  });
  const instants = fc.integer({ min: 0, max: 8 * 1_440 }).map((minute) => Date.UTC(2026, 2, 25) + minute * 60_000);
  fc.assert(
    fc.property(
      conditions,
      conditions,
      fc.array(instants, { minLength: 10, maxLength: 10 }),
      (newer, older, sample) => {
        if (!admitsNoMoreTimes(newer, older)) return;
        for (const nowMs of sample) {
          const when = facts({ nowMs });
          expect(checkTime(older, when) === undefined || checkTime(newer, when) !== undefined).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test("sign-ins", () => {
  const conditions = fc.record({
    amr: fc.subarray(["mfa", "hwk"]),
    acr: fc.subarray(["1", "2"]),
    maxAgeSeconds: fc.constantFrom(undefined, 60, 120),
  });
  const claims = fc.record(
    {
      amr: fc.subarray(["mfa", "hwk", "pwd"]),
      acr: fc.constantFrom("1", "2", "3"),
      auth_time: fc.constantFrom(-60, -61, -120, 0).map((age) => facts().nowMs / 1000 + age),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(conditions, conditions, claims, (newer, older, said) => {
      if (!admitsNoMoreSignIns(newer, older)) return;
      const check = (condition: typeof newer) => checkMfa(condition, said as Record<string, ClaimValue>, facts());
      expect(check(older) === undefined || check(newer) !== undefined).toBe(true);
    }),
    runs,
  );
});

test("a sampled token is taken and refused as a real one is once its signature holds", () => {
  const nowMs = 1_767_787_200_000;
  const issuers = fc
    .record({
      audiences: fc.constantFrom(["a"], ["a", "b"]),
      algorithms: fc.constantFrom<("ES256" | "RS256")[]>(["ES256"], ["ES256", "RS256"]),
      tokenType: fc.constantFrom(undefined, "at+jwt", "application/Custom"),
      maxTokenAgeSeconds: fc.constantFrom(undefined, 60),
      maxTokenLifetimeSeconds: fc.constantFrom(60, 600),
      clockToleranceSeconds: fc.constantFrom(0, 30),
      requiredClaims: fc.constantFrom([], ["team"]),
      senderConstrained: fc.constantFrom<ProofDemand | undefined>(
        undefined,
        { methods: ["dpop", "mtls"], demandsNonce: true },
        { methods: ["mtls"], demandsNonce: false },
      ),
    })
    .map(anIssuer);
  const bindings = fc.constantFrom<readonly ProofMethod[]>([], ["dpop"]);
  const around = fc.constantFrom(-700, -91, -90, -61, -60, -30, -1, 0, 1, 30, 31, 60, 90, 91, 600, 631);
  const claims = fc.record(
    {
      sub: fc.constantFrom<ClaimValue>("a", "a", "a", "", 1),
      aud: fc.constantFrom<ClaimValue>("a", "b", ["b", "a"], []),
      exp: around.map((seconds) => nowMs / 1000 + seconds),
      iat: around.map((seconds) => nowMs / 1000 + seconds),
      team: fc.constantFrom<ClaimValue>("x", null),
    },
    { requiredKeys: ["sub"] },
  );
  const headers = fc.record(
    { alg: fc.constantFrom("ES256", "RS256", "none"), typ: fc.constantFrom("JWT", "at+jwt", "custom") },
    { requiredKeys: ["alg"] },
  );
  fc.assert(
    fc.property(issuers, claims, headers, bindings, (issuer, said, header, boundBy) => {
      const all = JSON.parse(JSON.stringify(said));
      const real = failureOf(() => {
        checkHeader(header as never, issuer);
        checkTokenType(header as never, issuer);
        checkTimes(all, issuer, nowMs / 1000);
        checkAudience(all, issuer);
        checkIdentity(all, issuer);
        readBinding(boundBy.length === 0 ? all : { ...all, cnf: { jkt: "a".repeat(43) } }, issuer);
      });
      const ask = { grant: undefined, account: undefined, durationSeconds: undefined, parameters: {} };
      const where = { nowMs, sourceAddress: undefined, vpcEndpointId: undefined };
      expect(acceptToken(issuer, { header, claims: all, boundBy, facts: where, ask })).toBe(real?.code);
    }),
    { numRuns: 4_000 },
  );
});
