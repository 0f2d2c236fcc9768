import { expect, test } from "vitest";
import { chooseTarget } from "../../../shared/authorize/choose-target.ts";
import { aGrant, aTarget, codeOf, failureOf } from "../../support/policy-fixtures.ts";

const one = aGrant();
const archive = aTarget({ account: "archive", roleArn: "arn:aws:iam::444455556666:role/report-reader" });
const many = aGrant({ targets: [aTarget(), archive] });
const bare = aGrant({ targets: [aTarget({ account: undefined })] });

test("the only one, named or not", () => {
  expect(chooseTarget(one, undefined)).toBe(one.targets[0]);
  expect(chooseTarget(one, "reporting")).toBe(one.targets[0]);
  expect(chooseTarget(bare, undefined)).toBe(bare.targets[0]);
});

test("the one that is named of several", () => {
  expect(chooseTarget(many, "archive")).toBe(archive);
});

test("none named of several: the caller is told which there are", () => {
  expect(failureOf(() => chooseTarget(many, undefined))).toMatchObject({
    code: "GrantRequired",
    grants: ["nightly-report/reporting", "nightly-report/archive"],
  });
});

test.each(["nonexistent", "", "Archive", "444455556666", "__proto__", "undefined"])("%j is not covered", (account) => {
  expect(codeOf(() => chooseTarget(many, account))).toBe("NotGranted");
  expect(codeOf(() => chooseTarget(bare, account))).toBe("NotGranted");
});
