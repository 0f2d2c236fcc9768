import { RE2JS } from "re2js";

/**
 * A test for whole values in RE2 syntax, in time linear in the value whatever the pattern: a backtracking engine lets a
 * caller stall the service with a claim. `matches` anchors inside the engine, so no alternation can escape it.
 * The pattern is compiled when first needed: 80 µs each would make a large map slow to load.
 * @throws RE2JSSyntaxException at the first test, for a pattern that loading a map refuses
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(pattern: string): (value: string) => boolean {
  let compiled: RE2JS | undefined;
  return (value) => {
    compiled ??= RE2JS.compile(pattern);
    return compiled.matches(value);
  };
}
