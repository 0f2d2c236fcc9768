import { expect, test } from "vitest";
import { compileGlob } from "../../../shared/authorize/compile-glob.ts";

test.each([
  ["main", "main"],
  ["release-*", "release-1.2"],
  ["release-*", "release-"],
  ["repo:org/*:ref:refs/heads/main", "repo:org/app:ref:refs/heads/main"],
  ["repo:org/*:ref:**", "repo:org/app:ref:refs/heads/feature/x"],
  ["system:serviceaccount:*:runner", "system:serviceaccount:etl:runner"],
  ["**", ""],
  ["**", "a/b:c\nd"],
  ["***", "a/b"],
  ["*", ""],
  ["*-*", "a-b"],
  ["a?b[c]{d}.(e)|f^$\\+", "a?b[c]{d}.(e)|f^$\\+"],
  ["a\\E*", "a\\Ex"],
  ["*é😀", "xé😀"],
])("%j fits %j", (glob, value) => {
  expect(compileGlob(glob)(value)).toBe(true);
});

test.each([
  ["main", "main-attacker"],
  ["main", "attacker-main"],
  ["main", "Main"],
  ["main", "main\n"],
  ["release-*", "release-1/attacker"],
  ["release-*", "release-1:attacker"],
  ["repo:org/*:ref:refs/heads/main", "repo:org/app:ref:refs/heads/x:ref:refs/heads/main"],
  ["repo:org/*", "repo:org/app/sub"],
  ["repo:org/**", "repo:other/app"],
  ["a?", "ab"],
  ["a.c", "abc"],
  ["[ab]", "a"],
  ["a|b", "a"],
  ["", "a"],
  ["*", "a/b"],
  ["a\ud83d*", "a😀"],
])("%j does not fit %j", (glob, value) => {
  expect(compileGlob(glob)(value)).toBe(false);
});
