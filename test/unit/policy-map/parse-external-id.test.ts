import { describe, expect, it } from "vitest";
import { Flaw } from "../../../shared/policy-map/findings.ts";
import { parseExternalId } from "../../../shared/policy-map/parse-external-id.ts";

const arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:vend/archive-a1B2c3";

describe("an external ID", () => {
  it("is text, as it is", () => {
    expect(parseExternalId("reporting-7Qx2")).toBe("reporting-7Qx2");
  });

  it.each([
    "/vend/reporting/external-id",
    "external-id",
    "a.b_c-d",
    "/a",
    "/vend/aws",
    `/${"a".repeat(1010)}`,
    `/${Array.from({ length: 15 }, () => "a").join("/")}`,
  ])("may be in the SSM parameter %s", (ssm) => {
    expect(parseExternalId({ ssm })).toEqual({ ssm });
  });

  it.each([
    "",
    "/",
    "a/b",
    "/a/",
    "//a",
    "/a b",
    "/a:1",
    "/ä",
    "aws-x",
    "/AWS/x",
    "/ssm/x",
    "SSM",
    `/${"a".repeat(1011)}`,
    `/${Array.from({ length: 16 }, () => "a").join("/")}`,
    "/a\n",
  ])("is in no SSM parameter %j", (ssm) => {
    expect(() => parseExternalId({ ssm })).toThrow(Flaw);
    expect(() => parseExternalId({ ssm })).toThrow(/^is not the name of an SSM parameter; write letters/);
  });

  it.each([
    ["vend/archive", { secret: "vend/archive", member: undefined }],
    ["vend/archive#externalId", { secret: "vend/archive", member: "externalId" }],
    ["a@b+c=d.e_f-g", { secret: "a@b+c=d.e_f-g", member: undefined }],
    [arn, { secret: arn, member: undefined }],
    [`${arn}#external.id`, { secret: arn, member: "external.id" }],
    ["a".repeat(512), { secret: "a".repeat(512), member: undefined }],
    [`x#${"m".repeat(128)}`, { secret: "x", member: "m".repeat(128) }],
  ])("may be in the secret %s", (secret, reference) => {
    expect(parseExternalId({ secret })).toStrictEqual(reference);
  });

  it.each(["", "#x", "a b", "a:b", "ä", "a".repeat(513), arn.replace("aws", "aws-iso"), arn.replace("1111", "1")])(
    "is in no secret %j",
    (secret) => {
      expect(() => parseExternalId({ secret })).toThrow(/^is not the name or ARN of a secret; /);
    },
  );

  it.each(["x#", "x#a#b", "x#a b", "x##", "x#__proto__", `x#${"m".repeat(129)}`, "x#a\n"])(
    "is in no member of %j",
    (secret) => {
      expect(() => parseExternalId({ secret })).toThrow(/^names no member of a JSON object after the #; /);
    },
  );
});
