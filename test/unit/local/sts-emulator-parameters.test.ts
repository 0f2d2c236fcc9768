// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables
import { createHash } from "node:crypto";
import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packedPolicyPercent } from "../../../local/sts-emulator/packed-policy-size.ts";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  away,
  failureOf,
  home,
  openRole,
  operator,
  outcomeOf,
  startTestEmulator,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator;
beforeAll(async () => {
  emulator = await startTestEmulator();
});
afterAll(() => emulator.close());

const invalid = "ValidationError 400";
// The SDK's own names for the codes that the service model has an exception for.
const malformed = "MalformedPolicyDocumentException 400";
const tooLarge = "PackedPolicyTooLargeException 400";
const tag = (Key: string, Value = "x") => ({ Key, Value });
const policyOf = (statement: object, rest: object = { Version: "2012-10-17" }) =>
  JSON.stringify({ ...rest, Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...statement }] });
const twoIds = (...ids: readonly string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: ids.map((Sid) => ({ Sid, Effect: "Allow", Action: "s3:GetObject", Resource: "*" })),
  });
const padded = (length: number) => policyOf({}).padEnd(length, " ");
const distinctTags = (count: number) => Array.from({ length: count }, (_, index) => tag(`k${index}`, ""));

/** Of each type of operator: values that it can compare, and some that it cannot. */
const typedValues: readonly (readonly [operator: string, fit: readonly unknown[], unfit: readonly unknown[]])[] = [
  ["NumericLessThan", [5, "5", "-1.5", "${aws:PrincipalTag/n}"], ["five", "", "1 ", true]],
  ["DateGreaterThanIfExists", ["2026-10-07T07:00:00Z", "2026-10-07", 1791356400], ["7 Oct 2026", "2026-13-01", true]],
  ["Bool", [true, "false"], ["yes", 1]],
  ["Null", [false, "true"], ["no"]],
  ["ForAnyValue:IpAddress", ["10.0.0.1", "10.0.0.0/32", "2001:db8::/128"], ["10.0.0", "10.0.0.0/33", "a/b", "::/129"]],
  ["NotIpAddress", [["10.0.0.0/8", "::1"]], [["10.0.0.0/8", "here"], "10.0.0.0/8/8"]],
  ["StringEquals", ["anything", 5, true], []],
];
const withCondition = (operator: string, value: unknown) => ({
  Policy: policyOf({ Condition: { [operator]: { "aws:x": value } } }),
});
const typedConditions = typedValues.flatMap(([operator, fit, unfit]): typeof rows => [
  ...fit.map((value): (typeof rows)[number] => [
    `${operator} of ${JSON.stringify(value)}`,
    withCondition(operator, value),
    "ok",
  ]),
  ...unfit.map((value): (typeof rows)[number] => [
    `${operator} of ${JSON.stringify(value)}`,
    withCondition(operator, value),
    malformed,
  ]),
]);

/** Just inside, just outside. */
const rows: [rule: string, input: Partial<AssumeRoleCommandInput>, outcome: string][] = [
  ["session name of 2", { RoleSessionName: "ab" }, "ok"],
  ["session name of 1", { RoleSessionName: "a" }, invalid],
  ["session name of 64", { RoleSessionName: "a".repeat(64) }, "ok"],
  ["session name of 65", { RoleSessionName: "a".repeat(65) }, invalid],
  ["session name of every character", { RoleSessionName: "azAZ09_+=,.@-" }, "ok"],
  ["session name with a slash", { RoleSessionName: "a/b" }, invalid],
  ["session name with a letter outside ASCII", { RoleSessionName: "zoé" }, invalid],
  ["session name with a line feed at its end", { RoleSessionName: "ab\n" }, invalid],
  ["900 seconds", { DurationSeconds: 900 }, "ok"],
  ["899 seconds", { DurationSeconds: 899 }, invalid],
  ["43200 seconds", { DurationSeconds: 43_200 }, "ok"],
  ["43201 seconds", { DurationSeconds: 43_201 }, invalid],
  ["external ID of 2", { ExternalId: "ab" }, "ok"],
  ["external ID of 1", { ExternalId: "a" }, invalid],
  ["external ID of 1224", { ExternalId: "a".repeat(1224) }, "ok"],
  ["external ID of 1225", { ExternalId: "a".repeat(1225) }, invalid],
  ["external ID of every character", { ExternalId: "azAZ09_+=,.@:/-" }, "ok"],
  ["external ID with a space", { ExternalId: "a b" }, invalid],
  ["source identity of 2", { SourceIdentity: "ab" }, "ok"],
  ["source identity of 1", { SourceIdentity: "a" }, invalid],
  ["source identity of 64", { SourceIdentity: "a".repeat(64) }, "ok"],
  ["source identity of 65", { SourceIdentity: "a".repeat(65) }, invalid],
  ["source identity that begins aws:", { SourceIdentity: "aws:me" }, invalid],
  ["ARN of 19 characters", { RoleArn: "arn:aws:iam::1:ro/x" }, invalid],
  ["ARN that is none", { RoleArn: "x".repeat(40) }, invalid],
  ["50 tags", { Tags: distinctTags(50) }, "ok"],
  ["51 tags", { Tags: distinctTags(51) }, invalid],
  ["tag key of 128", { Tags: [tag("k".repeat(128))] }, "ok"],
  ["tag key of 129", { Tags: [tag("k".repeat(129))] }, invalid],
  ["empty tag key", { Tags: [tag("")] }, invalid],
  ["tag value of 256", { Tags: [tag("k", "v".repeat(256))] }, "ok"],
  ["tag value of 257", { Tags: [tag("k", "v".repeat(257))] }, invalid],
  ["empty tag value", { Tags: [tag("k", "")] }, "ok"],
  ["tag of every kind of character", { Tags: [tag("Ké 9_.:/=+-@", "é 9_.:/=+-@")] }, "ok"],
  ["tag value with a star", { Tags: [tag("k", "*")] }, invalid],
  ["tag key with a semicolon", { Tags: [tag("k;")] }, invalid],
  ["tag keys that differ", { Tags: [tag("Team"), tag("teams")] }, "ok"],
  ["tag keys that differ by case only", { Tags: [tag("Team"), tag("team")] }, "InvalidParameterValue 400"],
  ["tag key with the reserved prefix", { Tags: [tag("AWS:team")] }, "InvalidParameterValue 400"],
  ["tag key that holds the prefix further on", { Tags: [tag("my-aws:team")] }, "ok"],
  ["transitive key among the tags", { Tags: [tag("Team")], TransitiveTagKeys: ["team"] }, "ok"],
  [
    "transitive key not among the tags",
    { Tags: [tag("Team")], TransitiveTagKeys: ["Cost"] },
    "InvalidParameterValue 400",
  ],
  ["policy of 2048 characters", { Policy: padded(2048) }, "ok"],
  ["policy of 2049 characters", { Policy: padded(2049) }, invalid],
  ["policy with a character over U+00FF", { Policy: policyOf({ Sid: "€" }) }, invalid],
  ["policy with U+00FF", { Policy: policyOf({ Resource: "arn:aws:s3:::ÿ" }) }, "ok"],
  ["policy with a Sid of letters and digits", { Policy: policyOf({ Sid: "Read1" }) }, "ok"],
  ["policy with a Sid of anything else", { Policy: policyOf({ Sid: "Read-1" }) }, malformed],
  ["policy with two Sids", { Policy: twoIds("A", "B") }, "ok"],
  ["policy with a Sid twice", { Policy: twoIds("A", "A") }, malformed],
  ["policy with two empty Sids", { Policy: twoIds("", "") }, "ok"],
  ["policy that is no JSON", { Policy: `${policyOf({})}}` }, malformed],
  ["policy of version 2008-10-17", { Policy: policyOf({}, { Version: "2008-10-17" }) }, "ok"],
  ["policy of another version", { Policy: policyOf({}, { Version: "2012-10-18" }) }, malformed],
  ["policy without statements", { Policy: '{"Version":"2012-10-17"}' }, malformed],
  ["policy with no statement in the list", { Policy: '{"Version":"2012-10-17","Statement":[]}' }, malformed],
  ["policy with another effect", { Policy: policyOf({ Effect: "allow" }) }, malformed],
  ["policy with a principal", { Policy: policyOf({ Principal: "*" }) }, malformed],
  ["policy with an unknown element", { Policy: policyOf({ Actions: "s3:*" }) }, malformed],
  ["policy without a resource", { Policy: policyOf({ Resource: undefined }) }, malformed],
  [
    "policy with NotResource instead",
    { Policy: policyOf({ Resource: undefined, NotResource: "arn:aws:s3:::x" }) },
    "ok",
  ],
  ["policy with both resources", { Policy: policyOf({ NotResource: "arn:aws:s3:::x" }) }, malformed],
  ["policy without an action", { Policy: policyOf({ Action: undefined }) }, malformed],
  ["policy with both actions", { Policy: policyOf({ NotAction: "s3:*" }) }, malformed],
  ["policy with an action without a service", { Policy: policyOf({ Action: "GetObject" }) }, malformed],
  ["policy with a resource that is no ARN", { Policy: policyOf({ Resource: "exports/*" }) }, malformed],
  ["policy with a condition", { Policy: policyOf({ Condition: { StringLike: { "s3:prefix": ["a", "b"] } } }) }, "ok"],
  ...typedConditions,
  ["policy with an unknown operator", { Policy: policyOf({ Condition: { StringIs: { a: "b" } } }) }, malformed],
  ["managed policy of AWS", { PolicyArns: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }] }, "ok"],
  ["managed policy of the role's account", { PolicyArns: [{ arn: `arn:aws:iam::${home}:policy/team/reports` }] }, "ok"],
  [
    "managed policy that does not exist",
    { PolicyArns: [{ arn: `arn:aws:iam::${home}:policy/reports` }] },
    "InvalidParameterValue 400",
  ],
  [
    "managed policy of another account",
    { PolicyArns: [{ arn: `arn:aws:iam::${away}:policy/elsewhere` }] },
    "InvalidParameterValue 400",
  ],
  ["10 managed policies", { PolicyArns: Array(10).fill({ arn: "arn:aws:iam::aws:policy/SecurityAudit" }) }, "ok"],
  ["11 managed policies", { PolicyArns: Array(11).fill({ arn: "arn:aws:iam::aws:policy/SecurityAudit" }) }, invalid],
  ["MFA, which is not emulated", { SerialNumber: "arn:aws:iam::1:mfa/x", TokenCode: "123456" }, "AccessDenied 403"],
  [
    "a provided context, which is not emulated",
    { ProvidedContexts: [{ ContextAssertion: "abcd" }] },
    "InvalidParameterValue 400",
  ],
];

describe("what AssumeRole takes", () => {
  it.each(rows)("%s", async (_rule, input, outcome) => {
    expect(await outcomeOf(assume(emulator, operator, input))).toBe(outcome);
  });

  it("policy and ARNs together have 2048 characters, and no more", async () => {
    const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const input = (length: number) => ({ Policy: padded(length - arn.length), PolicyArns: [{ arn }] });
    expect(await outcomeOf(assume(emulator, operator, input(2048)))).toBe("ok");
    expect(await outcomeOf(assume(emulator, operator, input(2049)))).toBe(tooLarge);
  });

  it("says everything that is wrong at once, in STS's words", async () => {
    const { message } = await failureOf(assume(emulator, operator, { RoleSessionName: "é", DurationSeconds: 60 }));
    expect(message).toBe(
      "3 validation errors detected: " +
        "Value 'é' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; " +
        "Value 'é' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
        "Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    );
  });

  it("names the list's member that is wrong", async () => {
    const { message } = await failureOf(assume(emulator, operator, { Tags: [tag("ok"), tag("k", "a;b")] }));
    expect(message).toContain("Value 'a;b' at 'tags.2.member.value' failed to satisfy constraint");
  });

  it("gives a malformed policy IAM's reason", async () => {
    const { message } = await failureOf(assume(emulator, operator, { Policy: policyOf({ Principal: "*" }) }));
    expect(message).toBe("Policy document should not specify a principal.");
  });
});

describe("the packed size", () => {
  const noise = Array.from({ length: 16 }, (_, index) => createHash("sha512").update(`${index}`).digest("hex")).join(
    "",
  );
  const statement = (names: number) => ({
    Action: Array.from({ length: names }, (_, index) => `svc${noise.slice(index * 9, index * 9 + 5)}:Do${index}`),
  });

  it("is left out without policy and tags, and answered with either", async () => {
    const bare = await assume(emulator, operator);
    const tagged = await assume(emulator, operator, { Tags: [tag("team", "etl")] });
    expect(bare.PackedPolicySize).toBeUndefined();
    expect(tagged.PackedPolicySize).toBeGreaterThan(0);
    expect(tagged.PackedPolicySize).toBeLessThan(10);
  });

  it("may be 100 percent, and no more", async () => {
    const sizes = Array.from({ length: 90 }, (_, names) => names + 1);
    const percent = (names: number) =>
      packedPolicyPercent({ policy: policyOf(statement(names)), policyArns: [], tags: [], transitiveTagKeys: [] }) ?? 0;
    const largest = Math.max(...sizes.filter((names) => percent(names) <= 100));
    const inside = await assume(emulator, operator, { Policy: policyOf(statement(largest)) });
    const outside = await failureOf(assume(emulator, operator, { Policy: policyOf(statement(largest + 1)) }));
    expect(inside.PackedPolicySize).toBeGreaterThan(95);
    expect(inside.PackedPolicySize).toBeLessThanOrEqual(100);
    expect(outside.outcome).toBe(tooLarge);
    expect(outside.message).toMatch(/^Packed policy consumes 10\d% of allotted space/);
  });

  it("counts tags too", async () => {
    const tags = Array.from({ length: 6 }, (_, index) =>
      tag(`key-${index}`, noise.slice(index * 256, index * 256 + 256)),
    );
    const { outcome, message } = await failureOf(assume(emulator, operator, { Tags: tags }));
    expect(outcome).toBe(tooLarge);
    expect(message).toMatch(/^Packed size of session tags consumes \d{3}% of allotted space\.$/);
  });

  it("does not count the white space of a policy", async () => {
    const wide = await assume(emulator, operator, { Policy: padded(2000) });
    const tight = await assume(emulator, operator, { Policy: policyOf({}) });
    expect(wide.PackedPolicySize).toBe(tight.PackedPolicySize);
  });
});

describe("a role", () => {
  it("is found by its whole ARN, path included", async () => {
    const withoutPath = { RoleArn: `arn:aws:iam::${home}:role/open` };
    expect(await outcomeOf(assume(emulator, operator, { RoleArn: openRole }))).toBe("ok");
    expect(await outcomeOf(assume(emulator, operator, withoutPath))).toBe("AccessDenied 403");
  });

  it("of another partition is not this one's", async () => {
    const china = { RoleArn: openRole.replace("arn:aws:", "arn:aws-cn:") };
    expect(await outcomeOf(assume(emulator, operator, china))).toBe("AccessDenied 403");
  });
});
