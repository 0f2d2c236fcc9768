import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { longestMatch, matchesEmpty } from "../../../../shared/policy-map/lint/judge-pattern.ts";
import { readPattern } from "../../../../shared/policy-map/lint/read-pattern.ts";
import { samplePattern } from "../../../../shared/policy-map/lint/sample-pattern.ts";

/** Patterns, the longest text that matches, and a sample. */
const rows: readonly (readonly [source: string, longest: number, sample: string])[] = [
  ["", 0, ""],
  ["abc", 3, "abc"],
  ["a|bcd|e", 3, "a"],
  ["[a-z][a-z0-9-]{1,30}", 31, "aa"],
  ["[a-z]{3}", 3, "aaa"],
  ["[a-z]{3,}", Number.POSITIVE_INFINITY, "aaa"],
  ["a{0}b", 1, "b"],
  ["(?:ab)?c", 3, "abc"],
  ["(?P<name>ab)+?", Number.POSITIVE_INFINITY, "ab"],
  ["(?<name>[b-y])(?i)x(?i:Z)", 3, "bxZ"],
  ["^a$", 1, "a"],
  ["(?:^)*a", 1, "a"],
  ["\\d\\w\\s", 3, "0a "],
  ["\\D\\W\\S", 3, "a-a"],
  ["[^a-z]", 1, "0"],
  ["[^a-zA-Z0-9_~-]", 1, "a"],
  ["[]a-]", 1, "a"],
  ["[\\]\\-]", 1, "-"],
  ["[[:alpha:]][[:digit:]]", 2, "a0"],
  ["[\\d_]", 1, "0"],
  ["[\\S]", 1, "a"],
  ["\\x41\\x{1F600}", 3, "A😀"],
  ["\\n\\t\\.\\/", 4, "\n\t./"],
  ["\\Qa.b*\\Ec", 5, "a.b*c"],
  ["a{b", 3, "a{b"],
  ["x{,3}", 5, "x{,3}"],
  ["😀", 2, "😀"],
  [".", 1, "a"],
];

describe("readPattern", () => {
  test.each(rows)("%s", (source, longest, sample) => {
    const pattern = readPattern(source);
    expect(pattern && [longestMatch(pattern), samplePattern(pattern)]).toEqual([longest, sample]);
    expect(source.includes("[^a-zA-Z0-9_~-]") || RE2JS.compile(source).matches(sample)).toBe(true);
  });

  test.each([
    "\\pL",
    "[\\pL]",
    "[[:punct:]]",
    "\\C",
    "\\1",
    "a)",
    "(a",
    "[a",
    "[a-",
    "(?P<n",
    "a\\",
    "[a-\\",
    "(\\C|a)",
    "a|\\C",
  ])("%s is not understood", (source) => {
    expect(readPattern(source)).toBeUndefined();
  });

  test("agrees with RE2 on whatever it understands", () => {
    const atom = fc.constantFrom("a", "b", "1", "-", "[a-c]", "[^a]", "\\d", "\\.", ".", "\\w", "[[:lower:]]");
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      part: fc.oneof(
        { depthSize: "small" },
        atom,
        fc.tuple(tie("part"), fc.constantFrom("", "{2}", "{1,3}", "?")).map(([part, count]) => `(?:${part})${count}`),
        fc.tuple(tie("part"), tie("part")).map(([one, other]) => `(${one}|${other})`),
      ),
      pattern: fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
    }));
    fc.assert(
      fc.property(pattern, (source) => {
        const read = readPattern(source);
        expect(read).toBeDefined();
        if (read === undefined) return;
        const re2 = RE2JS.compile(source);
        expect(re2.matches(samplePattern(read))).toBe(true);
        expect(re2.matches("")).toBe(matchesEmpty(read));
        expect(samplePattern(read).length).toBeLessThanOrEqual(longestMatch(read));
      }),
    );
  });
});
