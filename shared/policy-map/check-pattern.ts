import { RE2JS } from "re2js";
import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";
import { writtenOutSize } from "./written-out-size.ts";

/** Patterns that were found sound: in a large map, the same few stand in thousands of grants, and each takes 0.1 ms. */
const sound = new Set<string>();
const mostRemembered = 10_000;

/** Far more than anybody can read; compiling takes time and memory by the length. */
const mostCharacters = 1024;

/**
 * With repetitions written out. RE2 bounds what one repetition and those inside it multiply to, and not what stands side by side:
 * `[a-z]{0,1000}`, seventy times, takes 1.8 s and 200 MB to compile.
 */
const mostSigns = 2000;

/**
 * The limit of regular expressions and globs.
 * @throws Flaw
 */
export function checkPatternLength(pattern: string): void {
  if (pattern.length <= mostCharacters) return;
  const rule = `is a pattern of ${pattern.length} characters, over the limit of ${mostCharacters}`;
  throw new Flaw(rule, "shorten it, or make a grant for each part");
}

/**
 * Compiles a regular expression alone, before anything is put around it: `x)|(y` is sound only inside a group, where it
 * would match everything that begins with `x`.
 * @throws Flaw
 */
export function checkPattern(pattern: string): string {
  if (sound.has(pattern)) return pattern;
  checkPatternLength(pattern);
  const size = writtenOutSize(pattern);
  if (size > mostSigns) {
    const rule = `is a pattern of ${size} signs with its repetitions written out, over the limit of ${mostSigns}`;
    throw new Flaw(rule, "lower the numbers in braces, or use * and + where the length does not matter");
  }
  try {
    RE2JS.compile(pattern);
    // As it will be used: an open `\Q` is sound alone and would quote what is put behind it.
    RE2JS.compile(`^(?:${pattern})$`);
  } catch {
    throw new Flaw(
      `${quoteValue(pattern)} is not a regular expression of RE2 syntax`,
      "balance its brackets, close \\Q by \\E; look-around and back-references do not exist there",
    );
  }
  if (sound.size >= mostRemembered) sound.clear();
  sound.add(pattern);
  return pattern;
}
