import { describe, expect, test } from "vitest";
import { probeStatements } from "../../../../build/rights/probe-statements.ts";

const none = { probeToken: "", probeAudience: "", probeClientSecret: "" };
const sub = (text: string) => ({ "Fn::Sub": text });
const place = `\${AWS::Region}:\${AWS::AccountId}`;
const allow = (action: string, resource: unknown) => ({ Effect: "Allow", Action: [action], Resource: [resource] });

describe("the rights of a probe", () => {
  test.each([
    ["vending", ["https://vend.corp.example"]],
    ["refusals", ["https://vend.corp.example", "https://not-for-vending.invalid"]],
  ] as const)("are short tokens of AWS, for whom they must be: %s", (probe, audiences) => {
    const byAws = { ...none, probeToken: "aws", probeAudience: "https://vend.corp.example" };
    expect(probeStatements(byAws, [], probe)).toEqual([
      {
        ...allow("sts:GetWebIdentityToken", "*"),
        Condition: {
          "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": audiences },
          Null: { "sts:IdentityTokenAudience": "false" },
          StringEquals: { "sts:SigningAlgorithm": "ES384" },
          NumericLessThanEquals: { "sts:DurationSeconds": "300" },
        },
      },
    ]);
  });

  test.each<[location: string, action: string, resource: unknown]>([
    ["ssm:/vend/probe", "ssm:GetParameter", sub(`arn:\${AWS::Partition}:ssm:${place}:parameter/vend/probe`)],
    ["ssm:probe", "ssm:GetParameter", sub(`arn:\${AWS::Partition}:ssm:${place}:parameter/probe`)],
    [
      "secret:vend/probe#clientSecret",
      "secretsmanager:GetSecretValue",
      sub(`arn:\${AWS::Partition}:secretsmanager:${place}:secret:vend/probe-??????`),
    ],
    [
      "secret:arn:aws:secretsmanager:eu-central-1:111122223333:secret:probe-AbCdEf#clientSecret",
      "secretsmanager:GetSecretValue",
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:probe-AbCdEf",
    ],
  ])("are with %s to read that alone, and no token of AWS", (probeClientSecret, action, resource) => {
    const reading = allow(action, resource);
    expect(probeStatements({ ...none, probeClientSecret }, [], "vending")).toEqual([reading]);
    const key = "arn:aws:kms:eu-central-1:111122223333:key/1";
    const withKey = probeStatements({ ...none, probeClientSecret }, [key], "refusals");
    expect(withKey).toEqual([reading, allow("kms:Decrypt", key)]);
  });

  test("are none without either, whatever keys there are", () => {
    expect(probeStatements(none, ["arn:aws:kms:eu-central-1:111122223333:key/1"], "vending")).toEqual([]);
  });

  test("need a place that is one", () => {
    const wrong = { ...none, probeClientSecret: "hunter two" };
    expect(() => probeStatements(wrong, [], "vending")).toThrow(/^PROBE_CLIENT_SECRET: is no place of a secret/);
  });
});
