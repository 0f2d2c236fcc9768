import { describe, expect, it } from "vitest";
import { parseRoleArn, parseRoleName, partitionOf } from "../../../shared/policy-map/parse-role.ts";

describe("parseRoleName", () => {
  it.each(["r", "a".repeat(64), "team/etl/reader", "aws-reserved/sso.amazonaws.com/r_1", `${"p".repeat(510)}/r`])(
    "takes %s",
    (name) => {
      expect(parseRoleName(name)).toBe(name);
    },
  );

  it.each(["", "a".repeat(65), "/r", "a//r", "a/", "*", "a/*/r", "a b", "r\n", "{grant}", `${"p".repeat(512)}/r`])(
    "refuses %j",
    (name) => {
      expect(() => parseRoleName(name)).toThrow("is not the name of a role");
    },
  );
});

describe("parseRoleArn", () => {
  it.each(["aws", "aws-cn", "aws-us-gov"])("takes a role of %s", (partition) => {
    const arn = `arn:${partition}:iam::111122223333:role/a/b`;
    expect(parseRoleArn(arn)).toEqual({ arn, partition, accountId: "111122223333" });
  });

  it.each([
    "arn:aws:iam::1:role/a",
    "arn:aws:iam:us-east-1:111122223333:role/a",
    "arn:aws:sts::111122223333:assumed-role/a/b",
  ])("refuses %s", (arn) => {
    expect(() => parseRoleArn(arn)).toThrow("is not the ARN of a role");
  });
});

describe("partitionOf", () => {
  it.each([
    [undefined, "aws"],
    ["eu-central-1", "aws"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
  ])("knows the one of %s", (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});
