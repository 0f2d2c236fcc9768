import { expect, test } from "vitest";
import { refuseDenied } from "../../../shared/authorize/refuse-denied.ts";
import { aCaller, aDenial, aPolicyMap, codeOf, failureOf, where } from "../../support/policy-fixtures.ts";

const old = aCaller({ sub: "report-runner-old" });

test("a caller of whom the deny list says nothing passes", () => {
  expect(codeOf(() => refuseDenied(aPolicyMap(), aCaller()))).toBe("allowed");
});

test("a caller on the deny list is refused, and the record says by which entry and why", () => {
  const deny = [aDenial({ claims: [where("sub", "another")] }), aDenial()];
  const failure = failureOf(() => refuseDenied(aPolicyMap({ deny }), old));
  expect(failure).toMatchObject({ code: "Revoked", reason: "deny list, entry 2: key leaked", publicDetail: undefined });
});

test.each([
  ["another issuer's", aDenial({ issuers: ["partner"] })],
  ["of whom only some claims fit", aDenial({ claims: [where("sub", "report-runner-old"), where("env", "test")] })],
  ["without conditions", aDenial({ claims: [] })],
])("an entry %s does not refuse", (_, denial) => {
  expect(codeOf(() => refuseDenied(aPolicyMap({ deny: [denial] }), old))).toBe("allowed");
});

test.each([
  ["a prefix", where("sub", { kind: "prefix", prefix: "report-runner-o" })],
  ["a glob", where("sub", { kind: "glob", pattern: "*-old" })],
  ["a pattern", where("sub", { kind: "matches", pattern: ".*-old" })],
  ["presence", where("sub", { kind: "exists" })],
  ["membership", where("groups", { kind: "anyOf", values: ["staff"] })],
])("an entry denies by %s", (_, condition) => {
  expect(codeOf(() => refuseDenied(aPolicyMap({ deny: [aDenial({ claims: [condition] })] }), old))).toBe("Revoked");
});
