import { expect, test } from "vitest";
import { compilePolicyMap } from "../../../shared/authorize/compile-policy-map.ts";
import type { Grant } from "../../../shared/model/policy-document.ts";
import { aCaller, aDenial, aDocument, aGrant, anIssuer, where } from "../../support/policy-fixtures.ts";

test("issuers are found by their exact iss, grants by their exact name", () => {
  const document = aDocument({ grants: [aGrant({ name: "one" }), aGrant({ name: "two" })] });
  const map = compilePolicyMap(document, "digest");
  expect(map.digest).toBe("digest");
  expect(map.issuers.get("https://idp.corp.example")).toBe(document.issuers[0]);
  expect(map.issuers.get("https://idp.corp.example/")).toBeUndefined();
  expect(map.issuers.get("corp")).toBeUndefined();
  expect(map.findGrant("two")).toMatchObject({ position: 1, rule: { name: "two" } });
  expect(map.findGrant("two")).toBe(map.findGrant("two"));
  expect(map.findGrant("tw")).toBeUndefined();
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "no grant is called %s unless the map says so",
  (name) => {
    expect(compilePolicyMap(aDocument(), "d").findGrant(name)).toBeUndefined();
    expect(compilePolicyMap(aDocument({ grants: [aGrant({ name })] }), "d").findGrant(name)?.rule.name).toBe(name);
  },
);

test("whether any grant is for one use: then the map needs the store of what was used", () => {
  const hasAny = (...grants: readonly Partial<Grant>[]) =>
    compilePolicyMap(aDocument({ grants: grants.map(aGrant) }), "digest").hasOneTimeGrants;
  expect(hasAny({}, { oneTime: true })).toBe(true);
  expect(hasAny({}, { oneTime: undefined })).toBe(false);
  expect(hasAny()).toBe(false);
});

test("the map and its rules are frozen", () => {
  const map = compilePolicyMap(aDocument(), "digest");
  expect(Object.isFrozen(map)).toBe(true);
  expect(map.candidateGrants(aCaller()).every(Object.isFrozen)).toBe(true);
  expect(Object.isFrozen(map.findGrant("nightly-report"))).toBe(true);
});

test("later changes of lists in the document do not reach the map", () => {
  const grants = [aGrant()];
  const deny = [aDenial()];
  const map = compilePolicyMap(aDocument({ grants, deny }), "digest");
  grants.push(aGrant({ name: "late" }));
  deny.length = 0;
  expect(map.findGrant("late")).toBeUndefined();
  expect(map.findGrant("nightly-report")?.position).toBe(0);
  expect(map.candidateDenials(aCaller({ sub: "report-runner-old" }))).toHaveLength(1);
});

test("an empty map has no candidates", () => {
  const map = compilePolicyMap(aDocument({ issuers: [anIssuer()], grants: [], deny: [] }), "digest");
  expect(map.candidateGrants(aCaller())).toEqual([]);
  expect(map.candidateDenials(aCaller())).toEqual([]);
});

test("a denial keeps its place and its tests", () => {
  const deny = [aDenial(), aDenial({ claims: [where("sub", "report-runner-old"), where("env", "prod")] })];
  const map = compilePolicyMap(aDocument({ deny }), "digest");
  const [first, second] = map.candidateDenials(aCaller({ sub: "report-runner-old" }));
  expect([first?.position, second?.position]).toEqual([0, 1]);
  expect(second?.claimTests).toHaveLength(2);
});
