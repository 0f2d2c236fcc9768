import { describe, expect, test } from "vitest";
import type {
  Matcher,
  MfaCondition,
  NetworkCondition,
  TimeCondition,
} from "../../../../shared/model/policy-document.ts";
import { admitsNoMore } from "../../../../shared/policy-map/diff/admits-no-more.ts";
import { admitsNoMoreNetworks } from "../../../../shared/policy-map/diff/admits-no-more-networks.ts";
import { admitsNoMoreSignIns } from "../../../../shared/policy-map/diff/admits-no-more-sign-ins.ts";
import { allowsNoMore } from "../../../../shared/policy-map/diff/allows-no-more.ts";
import { claimsAdmitNoMore } from "../../../../shared/policy-map/diff/compare-claims.ts";
import { coversGlob } from "../../../../shared/policy-map/diff/covers-glob.ts";
import { coversIamPattern } from "../../../../shared/policy-map/diff/covers-iam-pattern.ts";
import { templateText } from "../../../../shared/policy-map/diff/template-text.ts";
import { admitsNoMoreTimes } from "../../../../shared/policy-map/diff/week-minutes.ts";
import { claim, param, pathClaim, where } from "../../../support/policy-fixtures.ts";

const list = (kind: "oneOf" | "anyOf" | "allOf" | "noneOf", ...values: (string | number)[]): Matcher => ({
  kind,
  values,
});
const prefix = (text: string): Matcher => ({ kind: "prefix", prefix: text });
const glob = (pattern: string): Matcher => ({ kind: "glob", pattern });
const matches = (pattern: string): Matcher => ({ kind: "matches", pattern });
const exists: Matcher = { kind: "exists" };

describe("what a matcher admits", () => {
  test.each<readonly [Matcher, Matcher]>([
    [list("oneOf", "a"), list("oneOf", "a", "b")],
    [list("oneOf", "ab", "ac"), prefix("a")],
    [list("oneOf", "ab"), matches("[a-c]+")],
    [list("oneOf", 1), exists],
    [list("anyOf", "a"), list("anyOf", "a", "b")],
    [list("anyOf", "a"), list("allOf", "a")],
    [list("allOf", "a", "b"), list("allOf", "a")],
    [list("allOf", "a", "b"), list("anyOf", "b", "c")],
    [list("allOf"), list("anyOf", "b")],
    [list("noneOf", "a", "b"), list("noneOf", "a")],
    [list("noneOf"), list("noneOf", "a")],
    [prefix("ab"), prefix("a")],
    [prefix("ab"), glob("a**")],
    [glob("ab*"), prefix("a")],
    [glob("a*"), glob("a**")],
    [matches("[a-z]+"), matches("[a-z]+")],
    [matches("a|b"), list("oneOf", "b", "a")],
  ])("%j is inside %j, and not the other way round unless it is the same", (newer, older) => {
    expect(admitsNoMore(newer, older)).toBe(true);
    expect(admitsNoMore(older, older)).toBe(true);
  });

  test.each<readonly [Matcher, Matcher]>([
    [list("oneOf", "a", "b"), list("oneOf", "a")],
    [list("oneOf", 1), list("oneOf", "1")],
    [list("anyOf", "a", "b"), list("anyOf", "a")],
    [list("anyOf", "a", "b"), list("allOf", "a", "b")],
    [list("anyOf", "a"), list("allOf")],
    [list("anyOf", "a"), list("noneOf", "b")],
    [list("allOf", "a"), list("allOf", "a", "b")],
    [list("allOf", "a"), list("anyOf", "b")],
    [list("allOf", "a"), list("noneOf", "b")],
    [list("noneOf", "a"), list("noneOf", "a", "b")],
    [list("noneOf", "a"), list("noneOf")],
    [list("noneOf", "a"), list("anyOf", "b")],
    [prefix("a"), prefix("ab")],
    [prefix("a"), prefix("")],
    [prefix("a"), glob("a*")],
    [prefix("a*"), glob("a***")],
    [prefix("a"), matches("a.*")],
    [glob("*a"), prefix("a")],
    [glob("a*"), prefix("")],
    [glob("a*"), matches("a.*")],
    [matches("[a-z]+"), matches("[a-z]*")],
    [matches("[a-z]+"), prefix("a")],
    [exists, glob("**")],
  ])("%j is not shown to be inside %j", (newer, older) => {
    expect(admitsNoMore(newer, older)).toBe(false);
  });

  test("conditions on several claims admit no more where each is met by one on the same claim", () => {
    const [sub, team] = [where("sub", "a"), where("team", "x")];
    expect(claimsAdmitNoMore([sub, team], [team])).toBe(true);
    expect(claimsAdmitNoMore([team], [sub, team])).toBe(false);
    expect(claimsAdmitNoMore([where("sub", "a"), where("sub", prefix("b"))], [where("sub", prefix("b"))])).toBe(true);
    expect(claimsAdmitNoMore([], [sub])).toBe(true);
    expect(claimsAdmitNoMore([sub], [])).toBe(false);
    expect(claimsAdmitNoMore([team], [where("sub", exists)])).toBe(true);
    expect(claimsAdmitNoMore([team], [where(["sub", "x"], exists)])).toBe(false);
  });
});

test.each([
  ["a*", "ab", true],
  ["a*", "a", true],
  ["a*", "a/b", false],
  ["a*", "a**", false],
  ["a**", "a*/b", true],
  ["a*b*", "a*b", true],
  ["*", "*", true],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["a*", "*", false],
  ["repo:org/*", "repo:org/app", true],
  ["repo:org/*", "repo:org/app:x", false],
  ["**:x", "*:x", true],
  ["a***", "a/b:c", true],
])("the glob %j covers %j: %s", (wider, narrower, expected) => {
  expect(coversGlob(wider, narrower)).toBe(expected);
});

describe("what a pattern of IAM covers", () => {
  const names = { grant: "g", issuer: "i" };
  // A policy variable, which the linter would take for a template that lost its quotes.
  const variable = ["x/$", "{aws:username}"].join("");
  const one = templateText(["x/", claim("team")], names);
  test.each([
    ["*", "arn:aws:s3:::x", true],
    ["s3:*", "s3:getobject", true],
    ["s3:get?bject", "s3:getobject", true],
    ["s3:get?", "s3:get", false],
    ["s3:get?", "s3:get*", false],
    ["s3:get?", "s3:get?", true],
    ["s3:getobject", "s3:get*", false],
    ["s3:getobject", "s3:get?bject", false],
    ["arn:aws:s3:::x/*", "arn:aws:s3:::x/a:b/*", true],
    ["arn:aws:s3:*:x", "arn:aws:s3:eu:1:x", false],
    ["arn:*", "arn:aws:s3:::x", false],
    ["arn:aws:s3:*:*:x", "arn:aws:s3:eu:1:x", true],
    ["s3:*", "arn:aws:s3:::x", false],
    // A policy variable is one thing, and may stand for anything.
    ["x/*", variable, true],
    ["x/?", variable, false],
    [variable, variable, true],
    [variable, "x/bob", false],
    ["x/*", one, true],
    ["x/??????????", one, false],
    [one, one, true],
    [one, templateText(["x/", claim("other")], names), false],
    [templateText(["x/", pathClaim("team")], names), one, true],
    [one, templateText(["x/", pathClaim("team")], names), false],
    [one, templateText(["x/", param("team")], names), false],
    [templateText([{ from: "grant" }], names), "g", true],
    ["arn:aws:s3:*::x", templateText(["arn:aws:s3:", pathClaim("team"), "::x"], names), false],
    ["arn:aws:s3:*::x", templateText(["arn:aws:s3:", claim("team"), "::x"], names), true],
  ])("%j covers %j: %s", (wider, narrower, expected) => {
    expect(coversIamPattern(wider, narrower)).toBe(expected);
  });
});

describe("what session policies allow", () => {
  const policy = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
  const allow = (changes: object = {}) => ({ Effect: "Allow", Action: "s3:Get*", Resource: "*", ...changes });
  const deny = (changes: object = {}) => ({ Effect: "Deny", Action: "s3:Get*", Resource: "*", ...changes });
  const scope = (inline: unknown, ...policyArns: string[]) => ({ policy: inline, policyArns });
  const without = (member: string, changes: object) =>
    Object.fromEntries(Object.entries(allow(changes)).filter(([name]) => name !== member));
  const ifTls = { Bool: { "aws:SecureTransport": true } };

  test.each([
    ["whatever there is, against the whole role", scope(policy(allow())), scope(undefined)],
    ["the same managed policies", scope(undefined, "a", "b"), scope(undefined, "b", "a")],
    ["an inline policy that went from beside managed ones", scope(undefined, "a"), scope(policy(allow()), "a")],
    ["a part of the actions", scope(policy(allow({ Action: ["S3:getobject"] }))), scope(policy(allow()))],
    ["a part of the resources", scope(policy(allow({ Resource: ["arn:aws:s3:::x"] }))), scope(policy(allow()))],
    ["a condition more", scope(policy(allow({ Condition: ifTls }))), scope(policy(allow()))],
    ["a statement less", scope(policy(allow())), scope(policy(allow(), allow({ Action: "s3:Put*" })))],
    ["a denial more", scope(policy(allow(), deny())), scope(policy(allow()))],
    ["a wider denial", scope(policy(deny({ Action: "*" }))), scope(policy(deny()))],
    [
      "all but more",
      scope(policy(without("Action", { NotAction: ["iam:*", "s3:*"] }))),
      scope(policy(without("Action", { NotAction: "iam:*" }))),
    ],
    ["all but some, against all", scope(policy(without("Resource", { NotResource: "x" }))), scope(policy(allow()))],
    [
      "a single statement that is no list",
      scope({ Version: "2012-10-17", Statement: allow() }),
      scope(policy(allow())),
    ],
  ])("%s allows no more", (_, newer, older) => {
    expect(allowsNoMore(newer, older)).toBe(true);
  });

  test.each([
    ["the whole role", scope(undefined), scope(policy(allow()))],
    ["another managed policy", scope(undefined, "b"), scope(undefined, "a")],
    ["an inline policy in place of a managed one", scope(policy(allow())), scope(undefined, "a")],
    ["an inline policy beside a managed one", scope(policy(allow()), "a"), scope(undefined, "a")],
    ["managed policies without what denied", scope(undefined, "a"), scope(policy(deny()), "a")],
    ["more actions", scope(policy(allow({ Action: "s3:*" }))), scope(policy(allow()))],
    ["another resource", scope(policy(allow({ Resource: "y" }))), scope(policy(allow({ Resource: "x" })))],
    ["a condition less", scope(policy(allow())), scope(policy(allow({ Condition: ifTls })))],
    [
      "another condition",
      scope(policy(allow({ Condition: { Bool: { "aws:SecureTransport": false } } }))),
      scope(policy(allow({ Condition: ifTls }))),
    ],
    ["a denial less", scope(policy(allow())), scope(policy(allow(), deny()))],
    ["a narrower denial", scope(policy(deny())), scope(policy(deny({ Action: "*" })))],
    [
      "all but less",
      scope(policy(without("Action", { NotAction: "iam:*" }))),
      scope(policy(without("Action", { NotAction: ["iam:*", "s3:*"] }))),
    ],
    ["all but some, against some", scope(policy(without("Action", { NotAction: "iam:*" }))), scope(policy(allow()))],
    ["some, against all but some", scope(policy(allow())), scope(policy(without("Action", { NotAction: "iam:*" })))],
    ["another version", scope({ Statement: [allow()] }), scope(policy(allow()))],
    ["a member that is not known", scope({ ...policy(allow()), Extra: 1 }), scope(policy(allow()))],
    ["a member of a statement that is not known", scope(policy(allow({ Principal: "*" }))), scope(policy(allow()))],
  ])("%s may allow more", (_, newer, older) => {
    expect(allowsNoMore(newer, older)).toBe(false);
  });
});

describe("where from, when, and how signed in", () => {
  const from = (cidrs: readonly string[], ...vpcEndpointIds: string[]): NetworkCondition => ({ cidrs, vpcEndpointIds });
  test.each([
    [from(["10.1.0.0/16"]), from(["10.0.0.0/8"]), true],
    [from(["10.0.0.0/8"]), from(["10.1.0.0/16"]), false],
    [from(["10.0.0.0/8"]), from(["10.0.0.0/9", "10.128.0.0/9", "10.3.0.0/16"]), true],
    [from(["10.0.0.0/7"]), from(["10.0.0.0/8", "12.0.0.0/8"]), false],
    [from(["2001:db8::/48"]), from(["2001:db8::/32"]), true],
    [from(["::/0"]), from(["0.0.0.0/0"]), false],
    [from(["0.0.0.0/0"]), from(["::/0"]), false],
    [from(["::ffff:a00:0/104"]), from(["::/0"]), true],
    [from([], "vpce-1"), from(["10.0.0.0/8"], "vpce-1", "vpce-2"), true],
    [from([], "vpce-3"), from(["0.0.0.0/0"], "vpce-1"), false],
  ])("%j admits no more networks than %j: %s", (newer, older, expected) => {
    expect(admitsNoMoreNetworks(newer, older)).toBe(expected);
  });

  const at = (days: TimeCondition["days"], fromMinute: number, toMinute: number, zone = "UTC"): TimeCondition => {
    return { days, fromMinute, toMinute, zone };
  };
  const always = at(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 0, 1_440, "Asia/Tokyo");
  test.each([
    [at(["mon"], 60, 120), at(["mon", "tue"], 60, 121), true],
    [at(["mon"], 60, 122), at(["mon", "tue"], 60, 121), false],
    [at(["mon"], 1_380, 60), at(["mon", "tue"], 0, 1_440), true],
    [at(["sun"], 1_380, 60), at(["sun"], 0, 1_440), false],
    [at(["mon"], 60, 120), at(["mon"], 60, 120, "Europe/Berlin"), false],
    [at(["mon"], 60, 120), always, true],
  ])("%j admits no more times than %j: %s", (newer, older, expected) => {
    expect(admitsNoMoreTimes(newer, older)).toBe(expected);
  });

  const by = (amr: readonly string[], acr: readonly string[], maxAgeSeconds?: number): MfaCondition => {
    return { amr, acr, maxAgeSeconds };
  };
  test.each([
    [by(["mfa"], []), by(["mfa", "hwk"], []), true],
    [by(["mfa", "hwk"], []), by(["mfa"], []), false],
    [by([], ["2"]), by(["mfa"], []), false],
    [by(["mfa"], ["2"], 60), by(["mfa"], [], 60), true],
    [by(["mfa"], [], 61), by(["mfa"], [], 60), false],
    [by(["mfa"], []), by(["mfa"], [], 60), false],
    [by([], []), by(["mfa"], []), true],
    [by(["mfa"], []), by([], []), false],
    [by([], []), by([], []), true],
  ])("%j admits no more sign-ins than %j: %s", (newer, older, expected) => {
    expect(admitsNoMoreSignIns(newer, older)).toBe(expected);
  });
});
