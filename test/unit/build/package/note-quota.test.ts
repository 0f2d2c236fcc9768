import { expect, test } from "vitest";
import { noteQuota } from "../../../../build/package/note-quota.ts";

const template = (count: number) => {
  const policies = Array.from({ length: count }, (_, index) => [`P${index}`, { Type: "AWS::IAM::ManagedPolicy" }]);
  return JSON.stringify({ Resources: { Role: { Type: "AWS::IAM::Role" }, ...Object.fromEntries(policies) } });
};

test("more managed policies than a role takes are said, and no fewer", () => {
  expect(noteQuota(template(10))).toEqual([]);
  expect(noteQuota(template(11)).join("\n")).toContain("carries 11 managed policies, and a role takes 10: ask AWS");
});
