import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { compileGlob } from "../../shared/authorize/compile-glob.ts";
import { compilePattern } from "../../shared/authorize/compile-pattern.ts";
import { readPlainPattern } from "../../shared/authorize/read-plain-pattern.ts";

/** Patterns that both engines know, with alternatives wherever they may stand. */
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom("a", "b", "\\n", ".", "[ab]", "[^a]", "^", "$", ""),
    fc.array(tie("pattern"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("")),
    fc.array(tie("pattern"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("|")),
    fc
      .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{1,2}", ""))
      .map(([inner, times]) => `(?:${inner})${times}`),
  ),
}));
const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 6 });

test("a pattern matches whole values: as another engine does with the pattern grouped between anchors", () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (source, values) => {
      const grouped = new RegExp(`^(?:${source})$`, "u");
      expect(values.map(compilePattern(source))).toEqual(values.map((value) => grouped.test(value)));
    }),
    { numRuns: 1_500 },
  );
});

test("a glob without a star is equality, whatever its characters", () => {
  const any = fc.string({ unit: "binary", maxLength: 12 }).filter((glob) => !glob.includes("*"));
  const odd = fc.string({ unit: fc.constantFrom(..."\\QE.^$?+()[]{}|/:-a\n"), maxLength: 8 });
  fc.assert(
    fc.property(fc.oneof(any, odd), fc.oneof(any, odd), (glob, value) => {
      expect(compileGlob(glob)(glob)).toBe(true);
      expect(compileGlob(glob)(value)).toBe(glob === value);
    }),
    { numRuns: 1_000 },
  );
});

test("one star stays inside its segment", () => {
  const part = fc.string({ unit: fc.constantFrom(..."ab.\n/:"), maxLength: 6 });
  fc.assert(
    fc.property(part, (middle) => {
      expect(compileGlob("org/*:end")(`org/${middle}:end`)).toBe(!/[/:]/.test(middle));
      expect(compileGlob("org/**:end")(`org/${middle}:end`)).toBe(true);
    }),
  );
});

test("what is left to JavaScript's engine comes to the same as RE2's, whatever the value", () => {
  const atom = fc.constantFrom(
    ..."ab-0:/ ",
    ...[
      "\\.",
      "\\\\",
      "\\-",
      "\\d",
      "\\w",
      ".",
      "[ab]",
      "[a-c]",
      "[^a]",
      "[^:/]",
      "[\\w.-]",
      "[a-c0-9_-]",
      "[\\d-]",
      "[-a]",
      "[+-.]",
      "[\\]^]",
      "[ -~]",
    ],
  );
  const times = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "{0}", "{01}", "{1,02}");
  const sequence = fc.array(fc.tuple(atom, times), { maxLength: 5 }).map((parts) => parts.flat().join(""));
  const source = fc.tuple(fc.constantFrom("", "^"), sequence, fc.constantFrom("", "$")).map((parts) => parts.join(""));
  const value = fc.string({ unit: fc.constantFrom(..."aabc-09:/_. \n\\]^+,é", "\u{1f600}"), maxLength: 9 });
  let plain = 0;
  fc.assert(
    fc.property(source, fc.array(value, { minLength: 1, maxLength: 8 }), (pattern, values) => {
      const own = readPlainPattern(pattern);
      if (own === undefined) return;
      plain += 1;
      const re2 = RE2JS.compile(pattern);
      expect(values.map((text) => own.test(text))).toEqual(values.map((text) => re2.matches(text)));
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(1_000);
});
