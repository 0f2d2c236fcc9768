import { RE2JS } from "re2js";
import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

/**
 * Compiles a regular expression alone, before anything is put around it: `x)|(y` is sound only inside a group, where it
 * would match everything that begins with `x`.
 * @throws Flaw
 */
export function checkPattern(pattern: string): string {
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
  return pattern;
}
