import { RE2JS } from "re2js";
import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

/** Patterns that were found sound: in a large map, the same few stand in thousands of grants, and each takes 0.1 ms. */
const sound = new Set<string>();
const mostRemembered = 10_000;

/**
 * Compiles a regular expression alone, before anything is put around it: `x)|(y` is sound only inside a group, where it
 * would match everything that begins with `x`.
 * @throws Flaw
 */
export function checkPattern(pattern: string): string {
  if (sound.has(pattern)) return pattern;
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
