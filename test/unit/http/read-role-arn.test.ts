import { describe, expect, test } from "vitest";
import { readRoleArn } from "../../../shared/http/read-role-arn.ts";
import { codeOf } from "../../support/policy-fixtures.ts";

test.each([
  ["arn:aws:iam::000000000000:role/vend/nightly", { grant: "nightly", account: undefined }],
  ["arn:aws:iam::000000000000:role/vend/audit/archive", { grant: "audit", account: "archive" }],
  ["arn:aws-cn:iam::000000000000:role/vend/nightly", { grant: "nightly", account: undefined }],
  ["arn:aws-us-gov:iam::000000000000:role/vend/nightly", { grant: "nightly", account: undefined }],
])("%s names a grant", (text, asked) => {
  expect(readRoleArn(text)).toEqual(asked);
});

test.each([
  "arn:aws:iam::111122223333:role/report-reader",
  "arn:aws:iam::111122223333:role/vend/nightly",
  "arn:aws-cn:iam::111122223333:role/path/of/it/reader",
  "arn:aws:iam::000000000000:role/reader",
  "arn:aws:iam::000000000000:role/vending/nightly",
  `arn:aws:iam::111122223333:role/${"a".repeat(575)}`,
])("%.80s is a role's", (text) => {
  expect(readRoleArn(text)).toEqual({ grant: undefined, account: undefined, roleArn: text });
});

describe("no ARN of a role:", () => {
  test.each([
    "",
    "nightly",
    "arn:aws:iam::000000000000:role/vend/a/b/c",
    `arn:aws:iam::000000000000:role/vend/${"a".repeat(129)}`,
    "arn:aws:iam::111122223333:user/reader",
    "arn:aws:sts::111122223333:assumed-role/reader/me",
    "arn:aws:iam::1111:role/reader",
    "arn:aws:iam::111122223333:role/",
    "arn:aws:iam::111122223333:role/rea der",
    "arn:aws:iam::111122223333:role/reader\n",
    "\narn:aws:iam::111122223333:role/reader",
    "ARN:AWS:IAM::111122223333:ROLE/READER",
    "*",
    `arn:aws:iam::111122223333:role/${"a".repeat(576)}`,
  ])("%.80j", (text) => {
    expect(codeOf(() => readRoleArn(text))).toBe("InvalidRequest");
  });
});
