import { compilePattern } from "../../authorize/compile-pattern.ts";
import { parseExamples } from "./parse-examples.ts";
import { rememberByText } from "./remember-by-text.ts";

/**
 * Texts that a regular expression matches, near the edges of what it allows: first and last of each range of characters,
 * least and most repetitions. A few, or none where the expression is of a kind that is not understood here; each has been
 * put to the engine that the service uses.
 */
export const exampleTexts: (pattern: string) => readonly string[] = rememberByText((pattern) => {
  const matches = compilePattern(pattern);
  return parseExamples(pattern).filter((text) => text.length <= 256 && matches(text));
});
