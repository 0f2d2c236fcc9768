import { RE2JS } from "re2js";
import { readPlainPattern } from "./read-plain-pattern.ts";

/**
 * A test for whole values in RE2 syntax, in time linear in the value whatever the pattern: a backtracking engine lets a
 * caller stall the service with a claim. `matches` anchors inside the engine, so no alternation can escape it. Patterns that
 * cannot make JavaScript's engine backtrack are left to that.
 * The pattern is compiled when first needed: 80 µs each would make a large map slow to load.
 * @throws RE2JSSyntaxException at the first test, for a pattern that loading a map refuses
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(pattern: string): (value: string) => boolean {
  let matches: ((value: string) => boolean) | undefined;
  return (value) => {
    matches ??= compile(pattern);
    return matches(value);
  };
}

function compile(pattern: string): (value: string) => boolean {
  const plain = readPlainPattern(pattern);
  if (plain !== undefined) return (value) => plain.test(value);
  const compiled = RE2JS.compile(pattern);
  return (value) => compiled.matches(value);
}
