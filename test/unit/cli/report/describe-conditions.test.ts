import { describe, expect, test } from "vitest";
import { describeClaim, describeConditions, printClaimPath } from "../../../../cli/report/describe-conditions.ts";
import { plainWords } from "../../../../cli/report/words.ts";
import type { GrantConditions, Matcher, TimeCondition } from "../../../../shared/model/policy-document.ts";
import type { ProofMethod } from "../../../../shared/model/proof.ts";
import { conditions, where } from "../../../support/policy-fixtures.ts";

const matchers: readonly (readonly [Matcher, string])[] = [
  [{ kind: "equals", value: "prod" }, '"c" is "prod"'],
  [{ kind: "equals", value: 1 }, '"c" is the number "1"'],
  [{ kind: "equals", value: true }, '"c" is the truth value "true"'],
  [{ kind: "equals", value: "" }, '"c" is ""'],
  [{ kind: "oneOf", values: ["a", "b", 3] }, '"c" is "a", "b" or the number "3"'],
  [{ kind: "anyOf", values: ["a"] }, '"c" is a list with "a"'],
  [{ kind: "anyOf", values: ["a", "b"] }, '"c" is a list with at least one of "a", "b"'],
  [{ kind: "allOf", values: ["a", "b"] }, '"c" is a list with all of "a", "b"'],
  [{ kind: "noneOf", values: ["a"] }, '"c" is a list without "a"'],
  [{ kind: "noneOf", values: ["a", "b"] }, '"c" is a list without any of "a", "b"'],
  [{ kind: "prefix", prefix: "prod-" }, '"c" begins with "prod-"'],
  [{ kind: "glob", pattern: "plain" }, '"c" fits "plain"'],
  [{ kind: "glob", pattern: "corp/*" }, '"c" fits "corp/*" (* stops at / and :)'],
  [{ kind: "glob", pattern: "corp/**" }, '"c" fits "corp/**" (** stands for anything, / and : included)'],
  [{ kind: "glob", pattern: "*/x/**" }, '"c" fits "*/x/**" (* stops at / and :, ** does not)'],
  [{ kind: "matches", pattern: "[a-z]+" }, '"c" matches the pattern "[a-z]+" from beginning to end'],
  [{ kind: "exists" }, '"c" is there, whatever its value'],
];

test.each(matchers)("the matcher %j in words", (matcher, words) => {
  expect(plainWords(describeClaim(where("c", matcher)))).toBe(words);
});

test("a claim's path is printed as a map has it", () => {
  expect(printClaimPath(["kubernetes.io", "a\\b", "namespace"])).toBe("kubernetes\\.io.a\\\\b.namespace");
});

/** What is said beyond issuer and claims. */
function rest(changes: Partial<GrantConditions>): readonly string[] {
  return describeConditions(conditions({ claims: [where("sub", "x")], ...changes }))
    .slice(2)
    .map(plainWords);
}

describe("conditions beyond the claims", () => {
  test("the issuers come first, then the claims in their order", () => {
    const when = conditions({ issuers: ["corp", "staff"], claims: [where("b", 1), where("a", "x")] });
    expect(describeConditions(when).map(plainWords)).toEqual([
      'The token is issued by "corp" or "staff"',
      '"b" is the number "1"',
      '"a" is "x"',
    ]);
  });

  test("networks, endpoints, and both", () => {
    const say = (cidrs: readonly string[], vpcEndpointIds: readonly string[]) =>
      rest({ network: { cidrs, vpcEndpointIds } });
    expect(say(["10.0.0.0/8", "fd00::/8"], [])).toEqual(['The request comes from "10.0.0.0/8" or "fd00::/8"']);
    expect(say([], ["vpce-1"])).toEqual(['The request comes through the VPC endpoint "vpce-1"']);
    expect(say(["10.0.0.0/8"], ["vpce-1", "vpce-2"])).toEqual([
      'The request comes from "10.0.0.0/8", or through one of the VPC endpoints "vpce-1" or "vpce-2"',
    ]);
  });

  test("each part of a sign-in is a condition of its own", () => {
    expect(rest({ mfa: { amr: ["mfa", "hwk"], acr: ["loa3"], maxAgeSeconds: 900 } })).toEqual([
      'The sign-in used "mfa" or "hwk" ("amr")',
      'The sign-in was of class "loa3" ("acr")',
      'The sign-in was at most 15 minutes ago ("auth_time")',
    ]);
    expect(rest({ mfa: { amr: ["mfa"], acr: [], maxAgeSeconds: undefined } })).toHaveLength(1);
  });

  test("a proof of possession is said in words", () => {
    const by = (...senderConstrained: ProofMethod[]) => rest({ senderConstrained });
    expect(by("dpop", "mtls")).toEqual([
      "The token is bound to a key, and its sender proves to have it (DPoP or mutual TLS)",
    ]);
    expect(by("mtls")).toEqual(["The token is bound to a key, and its sender proves to have it (mutual TLS)"]);
  });

  const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
  const times: readonly (readonly [Partial<TimeCondition>, string])[] = [
    [{}, "It is Monday to Friday, 05:00 to 09:00"],
    [{ days: ["sun", "sat"] }, "It is Saturday, Sunday, 05:00 to 09:00"],
    [{ days: ["mon", "wed", "thu", "fri"] }, "It is Monday, Wednesday to Friday, 05:00 to 09:00"],
    [{ days: week, fromMinute: 0, toMinute: 1440 }, "It is any day, at any hour"],
    [{ fromMinute: 1320, toMinute: 360 }, "It is Monday to Friday, 22:00 to 06:00 the day after"],
    [{ fromMinute: 60, toMinute: 1440 }, "It is Monday to Friday, 01:00 to 24:00"],
  ];
  test.each(times)("the time %j", (changes, words) => {
    const time = { days: week.slice(0, 5), fromMinute: 300, toMinute: 540, zone: "Europe/Berlin", ...changes };
    expect(rest({ time })).toEqual([`${words}, on the clocks of "Europe/Berlin"`]);
  });
});
