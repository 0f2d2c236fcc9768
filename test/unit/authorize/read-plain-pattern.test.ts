import { expect, test } from "vitest";
import { readPlainPattern } from "../../../shared/authorize/read-plain-pattern.ts";

test.each([
  "report-runner",
  "[a-z][a-z0-9-]{1,30}",
  "^[a-z][a-z0-9-]{1,30}$",
  "[a-z]+-[0-9]+",
  "system:serviceaccount:[a-z0-9-]+:[a-z0-9-]+",
  "repo:org/[\\w.-]+:ref:refs/heads/[^:]*",
  "v\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}",
  "[A-Za-z0-9_-]{1,64}",
  "a?b?c?",
  "a*aaa",
  ".*",
  "",
])("%s is plain", (pattern) => {
  expect(readPlainPattern(pattern)).toBeInstanceOf(RegExp);
});

// Each could be split in more than one way, so that an engine that goes back would try them all.
test.each([
  "a*a*",
  "[a-z]+[a-z0-9]+x",
  "[a-z]*-?[a-z]*",
  ".*b.*",
  "\\w+@?\\w+",
  "a?a?a?aaa",
  "[^:]*:?[^/]*",
  `a*${"a".repeat(65)}`,
])("%s is not: there is more than one way to go", (pattern) => {
  expect(readPlainPattern(pattern)).toBeUndefined();
});

test("as many characters behind the last variable part as may be tried whole at each place", () => {
  expect(readPlainPattern(`a*${"a".repeat(64)}`)).toBeInstanceOf(RegExp);
  expect(readPlainPattern("a*a{64}")).toBeInstanceOf(RegExp);
  expect(readPlainPattern("a*a{65}")).toBeUndefined();
});

test.each([
  ["a|b", "an alternative"],
  ["(?:a)", "a group"],
  ["(?i)a", "a flag"],
  ["a+?", "a lazy repetition"],
  ["a{2}{3}", "a repetition of a repetition"],
  ["a{,3}", "a brace that is a character"],
  ["a{3,2}", "bounds the wrong way round"],
  ["a{1000}", "a bound of four digits"],
  ["[[:alpha:]]", "a named class"],
  ["\\pL", "a Unicode class"],
  ["[\\s]", "another class within a class"],
  ["[\\w-.]", "a hyphen behind a class"],
  ["\\s", "a class of white space"],
  ["\\n", "a control character"],
  ["[a-\\.]", "a range to an escaped character"],
  ["[a-c-e]", "a hyphen in the middle"],
  ["[z-a]", "a range the wrong way round"],
  ["a^b", "an edge in the middle"],
  ["a$b", "an edge in the middle"],
  ["a\\$", "an escaped edge, which is a character"],
  ["é", "a character beyond ASCII"],
  ["[", "a class without an end"],
  ["a\\", "an escape of nothing"],
])("%s is left to RE2, or is one: %s", (pattern) => {
  const isCharacter = pattern === "a\\$";
  expect(readPlainPattern(pattern)?.test("a$")).toBe(isCharacter ? true : undefined);
});

test("the whole value is meant, to the last line end", () => {
  const pattern = readPlainPattern("[a-z]+");
  expect(["abc", "abc\n", "\nabc", "abc1", ""].map((value) => pattern?.test(value))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
