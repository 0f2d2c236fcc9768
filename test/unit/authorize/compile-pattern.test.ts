import { RE2JS } from "re2js";
import { expect, test, vi } from "vitest";
import { compilePattern } from "../../../shared/authorize/compile-pattern.ts";

test.each([
  ["a", "a"],
  ["a|b", "a"],
  ["a|b", "b"],
  ["a|ab", "ab"],
  ["ab|a", "ab"],
  ["^a$", "a"],
  ["\\Aa\\z", "a"],
  ["(?i)main", "MAIN"],
  ["(?s)a.b", "a\nb"],
  ["(?m)a$\\n^b", "a\nb"],
  [".", "😀"],
  [".", "\ud800"],
  ["", ""],
  ["[^/]*", ""],
])("%j matches the whole of %j", (pattern, value) => {
  expect(compilePattern(pattern)(value)).toBe(true);
});

test.each([
  ["a", "A"],
  ["a", "aa"],
  ["a", "ba"],
  ["a|b", "main-b"],
  ["a|b", "a-attacker"],
  ["main|release", "main-attacker"],
  ["^a|b$", "a-attacker"],
  ["a$", "a\n"],
  ["[a-z]+", "abc\n"],
  ["[a-z]+", "\nabc"],
  [".*", "a\nb"],
  ["(?m)^a$", "a\nb"],
  ["(?m)^b$", "a\nb"],
  ["(?i)main", "MAINE"],
  ["a.c", "a\nc"],
  ["..", "😀"],
  ["\ufffd", "\ud800"],
  ["é", "e\u0301"],
  ["\\w+", "ｗ"],
  ["\\d+", "٣"],
  ["", "a"],
  ["a", "а"], // Cyrillic
])("%j does not match %j", (pattern, value) => {
  expect(compilePattern(pattern)(value)).toBe(false);
});

test.each([["x)|(y"], ["("], ["a**"], ["(?=a)a"], ["(?<=a)b"], ["(a)\\1"], ["\\C"], ["(?x) a"]])(
  "%j, which RE2 does not know, is an error and never a match",
  (pattern) => {
    const matches = compilePattern(pattern);
    expect(() => matches("x")).toThrow(expect.objectContaining({ name: "RE2JSSyntaxException" }));
    expect(() => matches("")).toThrow(expect.objectContaining({ name: "RE2JSSyntaxException" }));
  },
);

test("RE2's engine, slow to start, is asked only where JavaScript's could backtrack, and once", () => {
  const compile = vi.spyOn(RE2JS, "compile");
  expect(compilePattern("[a-z]+-[0-9]{3}")("team-123")).toBe(true);
  expect(compile).not.toHaveBeenCalled();
  const matches = compilePattern("(a|b)+");
  expect(compile).not.toHaveBeenCalled();
  expect([matches("ab"), matches("abc")]).toEqual([true, false]);
  expect(compile).toHaveBeenCalledTimes(1);
});

test("the same test can be asked again and again: it keeps no position", () => {
  const matches = compilePattern("a+");
  expect(["aa", "aa", "b", "aa"].map(matches)).toEqual([true, true, false, true]);
});
