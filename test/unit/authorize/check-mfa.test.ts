import { describe, expect, test } from "vitest";
import { checkMfa } from "../../../shared/authorize/check-mfa.ts";
import type { Claims } from "../../../shared/model/claims.ts";
import type { MfaCondition } from "../../../shared/model/policy-document.ts";
import { claimsOf, facts, nowMs } from "../../support/policy-fixtures.ts";

const nowSeconds = nowMs / 1000;
const all: MfaCondition = { amr: ["mfa", "hwk"], acr: ["urn:acr:gold"], maxAgeSeconds: 900 };
const good: Claims = { amr: ["pwd", "hwk"], acr: "urn:acr:gold", auth_time: nowSeconds - 60 };

function holds(claims: Claims, changes: Partial<MfaCondition> = {}): boolean {
  return checkMfa({ ...all, ...changes }, claims, facts()) === undefined;
}

test("the baseline holds", () => {
  expect(holds(good)).toBe(true);
});

test.each<[string, Claims]>([
  ["amr without a strong method", { ...good, amr: ["pwd"] }],
  ["amr empty", { ...good, amr: [] }],
  ["amr as text", { ...good, amr: "hwk" }],
  ["amr as text that contains it", { ...good, amr: "pwd hwk" }],
  ["amr in another case", { ...good, amr: ["HWK"] }],
  ["amr nested", { ...good, amr: [["hwk"]] }],
  ["amr as an object", { ...good, amr: { hwk: true } }],
  ["amr null", { ...good, amr: null }],
  ["acr of another class", { ...good, acr: "urn:acr:silver" }],
  ["acr as a list", { ...good, acr: ["urn:acr:gold"] }],
  ["auth_time as text", { ...good, auth_time: String(nowSeconds) }],
  ["auth_time in milliseconds", { ...good, auth_time: nowMs }],
  ["auth_time infinite", claimsOf(`{"amr":["hwk"],"acr":"urn:acr:gold","auth_time":1e999}`)],
  ["auth_time null", { ...good, auth_time: null }],
])("%s does not do", (_, claims) => {
  expect(holds(claims)).toBe(false);
});

test.each(["amr", "acr", "auth_time"])("a token without %s does not do", (name) => {
  expect(holds(Object.fromEntries(Object.entries(good).filter(([claim]) => claim !== name)))).toBe(false);
});

describe("the age of the sign-in", () => {
  test.each([
    [900, true],
    [901, false],
    [0, true],
    [-60, true],
    [-61, false],
  ])("%d s ago: %s", (ageSeconds, expected) => {
    expect(holds({ ...good, auth_time: nowSeconds - ageSeconds })).toBe(expected);
  });
});

test("one of the classes will do", () => {
  expect(holds(good, { acr: ["urn:acr:platinum", "urn:acr:gold"] })).toBe(true);
});

test("what is not asked need not be there", () => {
  expect(holds({ amr: ["mfa"] }, { acr: [], maxAgeSeconds: undefined })).toBe(true);
  expect(holds({ acr: "urn:acr:gold" }, { amr: [], maxAgeSeconds: undefined })).toBe(true);
  expect(holds({ auth_time: nowSeconds }, { amr: [], acr: [] })).toBe(true);
});

test("a condition that asks for nothing holds for nobody", () => {
  expect(holds(good, { amr: [], acr: [], maxAgeSeconds: undefined })).toBe(false);
});

test("the record says what is wrong", () => {
  expect(checkMfa(all, {}, facts())).toBe("mfa: amr has none of mfa, hwk");
  expect(checkMfa(all, { amr: ["hwk"] }, facts())).toBe("mfa: acr is none of urn:acr:gold");
  expect(checkMfa(all, { ...good, auth_time: 0 }, facts())).toMatch(/^mfa: auth_time /);
});
