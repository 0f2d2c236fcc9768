import { expect, test } from "vitest";
import { chooseTarget } from "../../../shared/authorize/choose-target.ts";
import { aGrant, aTarget, codeOf, failureOf } from "../../support/policy-fixtures.ts";

const one = aGrant();
const archive = aTarget({ account: "archive", roleArn: "arn:aws:iam::444455556666:role/report-reader" });
const many = aGrant({ targets: [aTarget(), archive] });
const bare = aGrant({ targets: [aTarget({ account: undefined })] });

test("the only one, named or not", () => {
  expect(chooseTarget(one, { account: undefined })).toBe(one.targets[0]);
  expect(chooseTarget(one, { account: "reporting" })).toBe(one.targets[0]);
  expect(chooseTarget(bare, { account: undefined })).toBe(bare.targets[0]);
});

test("the one that is named of several", () => {
  expect(chooseTarget(many, { account: "archive" })).toBe(archive);
});

test("the one whose role is asked for", () => {
  expect(chooseTarget(many, { account: undefined, roleArn: archive.roleArn })).toBe(archive);
  expect(chooseTarget(many, { account: "archive", roleArn: archive.roleArn })).toBe(archive);
});

test.each([
  ["another account's", { account: "reporting", roleArn: archive.roleArn }],
  ["nobody's", { account: undefined, roleArn: "arn:aws:iam::444455556666:role/report-reader2" }],
  ["part of one", { account: undefined, roleArn: "arn:aws:iam::444455556666:role/report" }],
  ["no", { account: undefined, roleArn: "" }],
])("%s role is not covered", (_whose, asked) => {
  expect(codeOf(() => chooseTarget(many, asked))).toBe("NotGranted");
});

test("two accounts of a grant with the same role: the caller is told which there are", () => {
  const twice = aGrant({ targets: [archive, { ...archive, account: "archive-too" }] });
  expect(failureOf(() => chooseTarget(twice, { account: undefined, roleArn: archive.roleArn }))).toMatchObject({
    code: "GrantRequired",
    grants: ["nightly-report/archive", "nightly-report/archive-too"],
  });
});

test("none named of several: the caller is told which there are", () => {
  expect(failureOf(() => chooseTarget(many, { account: undefined }))).toMatchObject({
    code: "GrantRequired",
    grants: ["nightly-report/reporting", "nightly-report/archive"],
  });
});

test.each(["nonexistent", "", "Archive", "444455556666", "__proto__", "undefined"])("%j is not covered", (account) => {
  expect(codeOf(() => chooseTarget(many, { account }))).toBe("NotGranted");
  expect(codeOf(() => chooseTarget(bare, { account }))).toBe("NotGranted");
});
