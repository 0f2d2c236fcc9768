import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { writtenOutSize } from "../../../shared/policy-map/written-out-size.ts";

describe("the signs of a pattern, repetitions written out", () => {
  it.each<[pattern: string, size: number]>([
    ["", 0],
    ["abc", 3],
    ["a{3}", 3],
    ["a{2,5}", 5],
    ["a{2,}", 3],
    ["a{0}", 1],
    ["a{0,1000}", 1000],
    ["ab{3}", 4],
    ["a+", 2],
    ["a*?", 3],
    ["(ab{3}){2}", 12],
    ["(?:a|b){3}", 15],
    ["(?P<name>a){3}", 9],
    ["(?<name>a){3}", 9],
    ["(?i:a){3}", 9],
    ["(a(?i)b){10}", 50],
    ["a(?i){9}", 10],
    ["(){10}", 20],
    ["[a-z]{10}", 10],
    ["[]a]{10}", 10],
    ["[^]a]{10}", 10],
    ["[[:alpha:]]{10}", 10],
    ["[a\\]b]{10}", 10],
    ["[(]{10}", 10],
    ["\\({10}", 10],
    ["\\pL{10}", 11],
    ["\\p{Greek}{10}", 10],
    ["\\x{100}{3}", 3],
    ["\\Qa(b\\E{3}", 5],
    ["\\Qa{3}", 4],
    ["a{,5}", 5],
    ["a{x}", 4],
    ["a{", 2],
    ["((a{10}){10}){10}", 1_220],
    ["\u{1f600}{3}", 3],
    [")a", 1],
  ])("%s has %i", (pattern, size) => {
    expect(writtenOutSize(pattern)).toBe(size);
  });

  it("are never far fewer than the steps that the engine makes of it", () => {
    const atom = fc.constantFrom(
      "a",
      "é",
      ".",
      "[a-z]",
      "[^]x]",
      "[[:alpha:](]",
      "\\d",
      "\\(",
      "\\p{Greek}",
      "\\pL",
      "\\x{41}",
      "\\Qa(b\\E",
      "^",
      "$",
      "\\b",
      "(?i)",
      "{",
      "()",
      "|",
    );
    const { pattern } = fc.letrec<{ pattern: string; repeated: string; part: string }>((tie) => ({
      pattern: fc.array(tie("repeated"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
      part: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc
          .tuple(fc.constantFrom("(", "(?:", "(?i:", "(?P<n>"), tie("pattern"))
          .map(([open, inside]) => `${open}${inside})`),
      ),
      repeated: fc
        .tuple(tie("part"), fc.constantFrom("", "", "*", "+?", "?", "{3}", "{0,9}", "{2,}", "{12}?", "{0}"))
        .map((parts) => parts.join("")),
    }));
    let compiled = 0;
    fc.assert(
      fc.property(pattern, (source) => {
        const size = writtenOutSize(source);
        fc.pre(size < 5_000);
        let steps = 0;
        try {
          steps = RE2JS.compile(source).programSize();
        } catch {
          return;
        }
        compiled += 1;
        expect(steps).toBeLessThanOrEqual(2 * size + 10);
      }),
      { numRuns: 2_000 },
    );
    expect(compiled).toBeGreaterThan(500);
  });
});
