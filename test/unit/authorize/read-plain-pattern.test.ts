import { describe, expect, test } from "vitest";
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
  ["a{01}", "a brace that is a character, for RE2 knows no leading zeros"],
  ["a{1,02}", "the same in the second bound"],
  ["a{00}", "the same of zeros alone"],
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
  ["[^z-a]", "the same, of what is not meant"],
  ["[--9]", "a range from a hyphen"],
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

const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const everything = [...ascii, "\u0080", "é", "\uffff", "\u{1f600}"];

/** Which ASCII characters make a plain pattern of this form. */
function plainIn(form: (character: string) => string): string {
  return ascii.filter((character) => readPlainPattern(form(character)) !== undefined).join("");
}

/** All single characters that a pattern takes. */
function taken(pattern: string): readonly string[] | undefined {
  const plain = readPlainPattern(pattern);
  return plain && everything.filter((character) => plain.test(character));
}

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const sorted = (characters: string) => [...characters].sort().join("");

describe("of all ASCII characters", () => {
  const literals = sorted(`${alphanumeric} !"#%&',-/:;<=>@\`~`);
  const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  test("these stand for themselves", () => {
    expect(plainIn((character) => `x${character}y`)).toBe(sorted(`${literals}*+.?`));
    for (const character of literals) expect(taken(character)).toEqual([character]);
  });

  test("these do behind a backslash", () => {
    expect(plainIn((character) => `x\\${character}y`)).toBe(sorted(`${punctuation}dw`));
    for (const character of punctuation) expect(taken(`\\${character}`)).toEqual([character]);
  });

  test("these do in a class", () => {
    const members = sorted(`${alphanumeric} %+,-./:=@~`);
    expect(plainIn((character) => `[${character}]`)).toBe(members);
    expect(plainIn((character) => `[a${character}]`)).toBe(members);
    for (const character of members) {
      expect(taken(`[${character}]`)).toEqual([character]);
      expect(taken(`[^${character}]`)).toEqual(everything.filter((other) => other !== character));
    }
  });

  test("these do in a class behind a backslash", () => {
    expect(plainIn((character) => `[\\${character}]`)).toBe(sorted(`${punctuation}dw`));
    for (const character of punctuation) {
      expect(taken(`[\\${character}]`)).toEqual([character]);
      expect(taken(`[^a\\${character}]`)).toEqual(everything.filter((other) => !["a", character].includes(other)));
    }
  });
});

test.each([
  [".", everything.filter((character) => character !== "\n").join("")],
  ["\\d", "0123456789"],
  ["\\w", alphanumeric],
  ["[\\d]", "0123456789"],
  ["[\\w]", alphanumeric],
  ["[^\\w]", everything.filter((character) => !alphanumeric.includes(character)).join("")],
  ["[^\\d]", everything.filter((character) => !"0123456789".includes(character)).join("")],
  ["[a-c]", "abc"],
  ["[a-a]", "a"],
  ["[a-cx-z]", "abcxyz"],
  ["[+-.]", "+,-."],
  ["[ -~]", ascii.slice(32, 127).join("")],
  ["[-a]", "-a"],
  ["[a-]", "-a"],
  ["[-]", "-"],
  ["[a\\-c]", "-ac"],
  ["[^a-]", everything.filter((character) => !"a-".includes(character)).join("")],
  ["[\\d-]", "-0123456789"],
])("%s takes %j", (pattern, characters) => {
  expect(taken(pattern)?.join("")).toBe(characters);
});

test.each<[string, readonly number[]]>([
  ["a", [1]],
  ["a?", [0, 1]],
  ["a*", [0, 1, 2, 3, 4, 12, 120]],
  ["a+", [1, 2, 3, 4, 12, 120]],
  ["a{0}", [0]],
  ["a{2}", [2]],
  ["a{12}", [12]],
  ["a{2,}", [2, 3, 4, 12, 120]],
  ["a{12,}", [12, 120]],
  ["a{2,3}", [2, 3]],
  ["a{3,3}", [3]],
  ["a{3,12}", [3, 4, 12]],
  ["a{3,120}", [3, 4, 12, 120]],
])("%s takes as many as %j", (pattern, lengths) => {
  const plain = readPlainPattern(pattern);
  expect([0, 1, 2, 3, 4, 12, 120].filter((length) => plain?.test("a".repeat(length)))).toEqual(lengths);
});

test.each([
  "a**",
  "a*+",
  "a+?",
  "a?{2}",
  "a{2}*",
  "a{2}+",
  "a{2}?",
  "a{2,3}?",
  "a{2}{3}",
  "a{",
  "a{x}",
  "a{2",
  "a{2,3",
  "a{,}",
  "a{0011}",
  "a{1,0011}",
])("%s repeats in a way that is left to RE2", (pattern) => {
  expect(readPlainPattern(pattern)).toBeUndefined();
});

test.each([
  ["^a", "a"],
  ["a$", "a"],
  ["^a$", "a"],
  ["\\^a", "^a"],
  ["a\\$", "a$"],
])("%s takes %j: edges at the ends say nothing more", (pattern, value) => {
  expect(readPlainPattern(pattern)?.test(value)).toBe(true);
});

test.each(["^^a", "a$$", "a^", "$a", "a\\\\$"])("%s is left to RE2: edges elsewhere", (pattern) => {
  expect(readPlainPattern(pattern)).toBeUndefined();
});

// The part that may take more or less, and what may come next up to what must.
test.each([
  ["a*b*c", true],
  ["a*b?a", false],
  ["a*b?c*", true],
  ["a*b?c*a?", false],
  ["a*b{0,2}[ac]", false],
  ["a*b{0,2}[bc]", true],
  ["a{1,2}b{1,2}", true],
  ["a{1,2}a", true],
  ["a{2}a*", true],
  ["a*ba*", true],
  ["a*b[ab]*", true],
  ["a?.", true],
  [".?a*", false],
  ["é", false],
])("%s is plain: %s", (pattern, isPlain) => {
  expect(readPlainPattern(pattern) !== undefined).toBe(isPlain);
});
