import { describe, expect, test } from "vitest";
import { chooseGrant } from "../../../shared/authorize/choose-grant.ts";
import type { Grant } from "../../../shared/model/policy-document.ts";
import {
  aCaller,
  aGrant,
  aPolicyMap,
  aTarget,
  codeOf,
  conditions,
  failureOf,
  where,
} from "../../support/policy-fixtures.ts";

const others = conditions({ claims: [where("sub", "somebody-else")] });

function choose(grants: readonly Grant[], name?: string): string {
  return chooseGrant(aPolicyMap({ grants }), aCaller(), { grant: name }).name;
}

describe("a grant that is named", () => {
  const grants = [
    aGrant({ name: "mine" }),
    aGrant({ name: "mine-too", isDefault: true }),
    aGrant({ name: "not-mine", when: others }),
    aGrant({ name: "partners", when: conditions({ issuers: ["partner"] }) }),
    aGrant({ name: "tried", mode: "shadow" }),
  ];

  test("is chosen, whatever else matches", () => {
    expect(choose(grants, "mine")).toBe("mine");
    expect(choose(grants, "mine-too")).toBe("mine-too");
  });

  test.each([
    "nonexistent",
    "not-mine",
    "partners",
    "tried",
    "",
    "Mine",
    "mine ",
    "__proto__",
    "constructor",
    "toString",
  ])("%j is not this caller's, and it cannot tell why", (name) => {
    const failure = failureOf(() => choose(grants, name));
    expect(failure).toMatchObject({ code: "NotGranted", publicDetail: undefined, grants: undefined, allow: undefined });
  });

  test("the record tells why", () => {
    const reasonOf = (name: string) => failureOf(() => choose(grants, name))?.reason;
    expect(reasonOf("nonexistent")).toBe("no grant is called nonexistent");
    expect(reasonOf("eyJhbGciOiJub25lIn0.e30.")).toBe("no grant is called what was asked for");
    expect(reasonOf("not-mine")).toMatch(/^grant not-mine is not this caller's: claim \S+ does not fit$/);
    expect(reasonOf("partners")).toMatch(
      /^grant partners is not this caller's: it is for issuer \S+, and the token is of corp$/,
    );
    expect(reasonOf("tried")).toMatch(/^grant tried is in shadow mode/);
  });

  test.each<[name: string, isRepeated: boolean]>([
    ["a", true],
    ["0-a", true],
    [`a${"b".repeat(63)}`, true],
    [`a${"b".repeat(64)}`, false],
    ["-a", false],
    ["aB", false],
    ["Ab", false],
    ["a_b", false],
    ["a\n", false],
    ["\na", false],
    ["", false],
  ])("the record repeats %j only where a grant could be called so: %s", (name, isRepeated) => {
    const reason = failureOf(() => choose(grants, name))?.reason;
    expect(reason).toBe(`no grant is called ${isRepeated ? name : "what was asked for"}`);
  });

  test("a name that only an object's prototype has can be a grant", () => {
    expect(choose([aGrant({ name: "__proto__" }), aGrant()], "__proto__")).toBe("__proto__");
  });
});

describe("no name", () => {
  test("the only one that matches", () => {
    expect(choose([aGrant({ name: "not-mine", when: others }), aGrant({ name: "mine" })])).toBe("mine");
  });

  test("none matches", () => {
    expect(codeOf(() => choose([aGrant({ when: others })]))).toBe("NotGranted");
    expect(codeOf(() => choose([]))).toBe("NotGranted");
  });

  test("the default among several", () => {
    expect(choose([aGrant({ name: "one" }), aGrant({ name: "two", isDefault: true }), aGrant({ name: "three" })])).toBe(
      "two",
    );
  });

  test("a default of somebody else does not count", () => {
    const grants = [aGrant({ name: "one" }), aGrant({ name: "two", isDefault: true, when: others })];
    expect(choose(grants)).toBe("one");
  });

  test("several without a default: the caller is told what it may name, and nothing else", () => {
    const grants = [aGrant({ name: "one" }), aGrant({ name: "not-mine", when: others }), aGrant({ name: "two" })];
    expect(failureOf(() => choose([...grants, aGrant({ name: "tried", mode: "shadow" })]))).toMatchObject({
      code: "GrantRequired",
      grants: ["one", "two"],
    });
  });

  test("several defaults do not settle it", () => {
    const grants = ["one", "two"].map((name) => aGrant({ name, isDefault: true }));
    expect(codeOf(() => choose([...grants, aGrant({ name: "three" })]))).toBe("GrantRequired");
  });
});

describe("a role in place of a name", () => {
  const reader = aTarget().roleArn;
  const other = aTarget({ account: "archive", roleArn: "arn:aws:iam::444455556666:role/archive-reader" });
  const elsewhere = aGrant({ name: "elsewhere", targets: [other] });
  const ofRole = (grants: readonly Grant[], roleArn: string) =>
    chooseGrant(aPolicyMap({ grants }), aCaller(), { grant: undefined, roleArn }).name;

  test("the only grant that covers it, whatever else matches", () => {
    expect(ofRole([aGrant(), elsewhere], other.roleArn)).toBe("elsewhere");
    expect(ofRole([aGrant({ isDefault: true }), elsewhere], other.roleArn)).toBe("elsewhere");
    expect(ofRole([aGrant({ name: "both", targets: [aTarget(), other] })], other.roleArn)).toBe("both");
  });

  test("the default among those that cover it", () => {
    const grants = [aGrant({ name: "one" }), aGrant({ name: "two", isDefault: true }), elsewhere];
    expect(ofRole(grants, reader)).toBe("two");
  });

  test("several that cover it: the caller is told those, and no others", () => {
    const grants = [aGrant({ name: "one" }), aGrant({ name: "two" }), elsewhere];
    expect(failureOf(() => ofRole(grants, reader))).toMatchObject({ code: "GrantRequired", grants: ["one", "two"] });
  });

  test.each([
    ["of nobody", [aGrant()], other.roleArn],
    ["of somebody else's grant", [aGrant({ when: others })], reader],
    ["of a grant in shadow", [aGrant({ mode: "shadow" })], reader],
    ["that is empty", [aGrant()], ""],
  ])("one %s is not granted, and the caller cannot tell why", (_which, grants, roleArn) => {
    const failure = failureOf(() => ofRole(grants, roleArn));
    expect(failure).toMatchObject({ code: "NotGranted", publicDetail: undefined, grants: undefined });
    expect(failure?.reason).toContain("no grant matches this caller and covers the role that was asked for");
  });
});

describe("shadow", () => {
  const tried = aGrant({ name: "tried", mode: "shadow", isDefault: true });

  test("is never chosen", () => {
    expect(choose([tried, aGrant()])).toBe("nightly-report");
  });

  test("alone is a refusal that says so to the record only", () => {
    const failure = failureOf(() => choose([tried]));
    expect(failure).toMatchObject({ code: "NotGranted", publicDetail: undefined, grants: undefined });
    expect(failure?.reason).toContain("tried");
  });
});
