import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, it } from "vitest";
import type { StsEmulator } from "../../../local/sts-emulator/start-sts-emulator.ts";
import {
  assume,
  home,
  operator,
  operatorArn,
  outcomeOf,
  startTestEmulator,
  startWithTrust,
  targetRole,
} from "./sts-emulator-fixture.ts";

let emulator: StsEmulator | undefined;
afterEach(() => emulator?.close());

const denied = "AccessDenied 403";

const startWith = async ({ trust, permissions }: { trust: object | object[]; permissions?: object }) => {
  emulator = await startWithTrust(trust, permissions);
  return emulator;
};

const call = { RoleArn: targetRole };

describe("conditions of a trust policy", () => {
  const asked: Partial<AssumeRoleCommandInput> = {
    ExternalId: "right-id",
    RoleSessionName: "nightly-7",
    Tags: [
      { Key: "team", Value: "etl" },
      { Key: "cost", Value: "42" },
    ],
    TransitiveTagKeys: ["team"],
    SourceIdentity: "anna",
  };
  const when = (operator: string, key: string, value: unknown) => ({ [operator]: { [key]: value } });
  const rows: [condition: object, outcome: string][] = [
    [when("StringEquals", "sts:ExternalId", "right-id"), "ok"],
    [when("StringEquals", "sts:ExternalId", "wrong-id"), denied],
    [when("StringEquals", "sts:ExternalId", ["other", "right-id"]), "ok"],
    [when("StringEquals", "sts:ExternalId", "RIGHT-ID"), denied],
    [when("StringEqualsIgnoreCase", "STS:EXTERNALID", "RIGHT-ID"), "ok"],
    [when("StringNotEquals", "sts:ExternalId", "wrong-id"), "ok"],
    [when("StringNotEquals", "sts:ExternalId", ["wrong-id", "right-id"]), denied],
    [when("StringNotEqualsIgnoreCase", "sts:ExternalId", "RIGHT-id"), denied],
    [when("StringLike", "sts:RoleSessionName", "nightly-*"), "ok"],
    [when("StringLike", "sts:RoleSessionName", "nightly-??"), denied],
    [when("StringNotLike", "sts:RoleSessionName", "nightly-?"), denied],
    [when("StringEquals", "sts:RoleSessionName", "nightly-*"), denied],
    [when("StringEquals", "sts:SourceIdentity", "anna"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "bert"), denied],
    [when("StringEquals", "aws:RequestTag/Team", "etl"), "ok"],
    [when("StringEquals", "aws:RequestTag/team", "ops"), denied],
    [when("StringEquals", "aws:PrincipalTag/team", "ops"), "ok"],
    [when("StringEquals", "aws:PrincipalTag/team", "etl"), denied],
    [when("StringEquals", "aws:ResourceTag/Env", "prod"), "ok"],
    [when("StringEquals", "iam:ResourceTag/env", "test"), denied],
    [when("ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost"]), "ok"],
    [when("ForAllValues:StringEquals", "aws:TagKeys", ["team"]), denied],
    [when("ForAnyValue:StringEquals", "aws:TagKeys", ["cost"]), "ok"],
    [when("ForAnyValue:StringEquals", "aws:TagKeys", ["env"]), denied],
    [when("ForAllValues:StringEquals", "sts:TransitiveTagKeys", ["team"]), "ok"],
    [when("ForAllValues:StringEquals", "sts:TransitiveTagKeys", ["cost"]), denied],
    [when("ForAllValues:StringNotEquals", "aws:TagKeys", ["env"]), "ok"],
    [when("ForAllValues:StringNotEquals", "aws:TagKeys", ["cost"]), denied],
    [when("ForAnyValue:StringEquals", "aws:CalledVia", "x"), denied],
    [when("ForAllValues:StringEquals", "aws:CalledVia", "x"), "ok"],
    [when("StringEquals", "aws:PrincipalAccount", home), "ok"],
    [when("StringEquals", "aws:PrincipalOrgID", "o-exampleorgid"), "ok"],
    [when("StringEquals", "aws:PrincipalOrgID", "o-another00org"), denied],
    [when("StringEquals", "aws:PrincipalType", "User"), "ok"],
    [when("StringEquals", "aws:username", "operator"), "ok"],
    [when("ArnEquals", "aws:PrincipalArn", operatorArn), "ok"],
    [when("ArnLike", "aws:PrincipalArn", `arn:aws:iam::${home}:user/*`), "ok"],
    [when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/ops/?perator"), "ok"],
    [when("ArnLike", "aws:PrincipalArn", "arn:aws:*:user/ops/operator"), denied],
    [when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*"), "ok"],
    [when("ArnNotEquals", "aws:PrincipalArn", operatorArn), denied],
    [when("IpAddress", "aws:SourceIp", "127.0.0.0/8"), "ok"],
    [when("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "::1"]), denied],
    [when("NotIpAddress", "aws:SourceIp", "127.0.0.1"), denied],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    [when("IpAddress", "aws:SourceIp", ["${aws:PrincipalTag/team}", "::/0"]), denied],
    [when("NotIpAddress", "aws:SourceIp", "::/0"), "ok"],
    [when("IpAddress", "aws:PrincipalArn", "0.0.0.0/0"), denied],
    [when("Bool", "aws:SecureTransport", true), "ok"],
    [when("Bool", "aws:SecureTransport", "false"), denied],
    [when("Bool", "aws:MultiFactorAuthPresent", "true"), denied],
    [when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"), "ok"],
    [when("Null", "sts:ExternalId", false), "ok"],
    [when("Null", "sts:ExternalId", "true"), denied],
    [when("Null", "aws:SourceVpce", "true"), "ok"],
    [when("StringEquals", "aws:SourceVpce", "vpce-1"), denied],
    [when("StringEqualsIfExists", "aws:SourceVpce", "vpce-1"), "ok"],
    [when("StringNotEquals", "aws:SourceVpce", "vpce-1"), "ok"],
    [when("StringNotEqualsIfExists", "sts:ExternalId", "right-id"), denied],
    [when("NumericEquals", "aws:RequestTag/cost", 42), "ok"],
    [when("NumericNotEquals", "aws:RequestTag/cost", "42.0"), denied],
    [when("NumericLessThan", "aws:RequestTag/cost", "42"), denied],
    [when("NumericLessThanEquals", "aws:RequestTag/cost", "42"), "ok"],
    [when("NumericGreaterThan", "aws:RequestTag/cost", "41.9"), "ok"],
    [when("NumericGreaterThanEquals", "aws:RequestTag/cost", "42.1"), denied],
    [when("NumericLessThan", "aws:RequestTag/team", "42"), denied],
    [when("DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"), "ok"],
    [when("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"), denied],
    [when("DateGreaterThanEquals", "aws:EpochTime", "1767225600"), "ok"],
    [when("DateLessThanEquals", "aws:CurrentTime", "1767225600"), denied],
    [when("DateEquals", "aws:CurrentTime", "2026-01-01T00:00:00Z"), denied],
    [when("DateNotEquals", "aws:CurrentTime", "2026-01-01T00:00:00Z"), "ok"],
    [when("BinaryEquals", "sts:ExternalId", "right-id"), "ok"],
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables
    [when("StringEquals", "sts:RoleSessionName", "${aws:username}"), denied],
    [when("StringLike", "sts:RoleSessionName", "${aws:RequestTag/cost}*"), denied],
    [when("StringLike", "aws:PrincipalArn", "*:user/${aws:PrincipalTag/team}/${aws:username}"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "${aws:RequestTag/none}"), denied],
    [when("StringEquals", "sts:SourceIdentity", "${aws:RequestTag/none, 'anna'}"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "${aws:username, 'anna'}"), denied],
    [when("StringLike", "sts:SourceIdentity", "ann${*}"), denied],
    [when("StringNotEquals", "sts:SourceIdentity", "${$}{aws:username}${?}"), "ok"],
    [when("StringNotEquals", "sts:SourceIdentity", "${aws:TagKeys}"), "ok"],
    [when("StringEquals", "sts:SourceIdentity", "${aws:TagKeys}"), denied],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables
    [{ StringEquals: { "sts:ExternalId": "right-id", "sts:SourceIdentity": "bert" } }, denied],
    [{ StringEquals: { "sts:ExternalId": "right-id" }, StringLike: { "sts:SourceIdentity": "a*" } }, "ok"],
  ];
  it.each(rows)("%j: %s", async (Condition, outcome) => {
    const rest = { Principal: "*", Action: ["sts:TagSession", "sts:SetSourceIdentity"] };
    const sts = await startWith({ trust: [{ Principal: "*", Condition }, rest] });
    expect(await outcomeOf(assume(sts, operator, { ...call, ...asked }))).toBe(outcome);
  });

  it("an external ID that is demanded and not given", async () => {
    const Condition = when("StringEquals", "sts:ExternalId", "right-id");
    const sts = await startWith({ trust: { Principal: "*", Condition } });
    expect(await outcomeOf(assume(sts, operator, { ...call, ExternalId: "right-id" }))).toBe("ok");
    expect(await outcomeOf(assume(sts, operator, call))).toBe(denied);
  });

  it("variables are plain text in version 2008-10-17", async () => {
    const yaml = (version: string) => `
accounts:
  "${home}":
    users: { operator: { accessKeys: [{ id: ${operator.accessKeyId}, secret: "${operator.secretAccessKey}" }] } }
    roles: { target: { trustPolicy: { Version: "${version}", Statement: { Effect: Allow, Principal: "*", Action: "sts:*", Condition: { StringEquals: { "sts:SourceIdentity": "$\{aws:username}" } } } } } }`;
    const outcomes: string[] = [];
    for (const version of ["2012-10-17", "2008-10-17"]) {
      const sts = await startTestEmulator(yaml(version));
      outcomes.push(await outcomeOf(assume(sts, operator, { ...call, SourceIdentity: "operator" })));
      await sts.close();
    }
    expect(outcomes).toEqual(["ok", denied]);
  });
});
