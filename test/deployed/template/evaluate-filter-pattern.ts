import { selectValue } from "./select-value.ts";

/**
 * Whether a line of a log matches a filter pattern as CloudWatch Logs evaluates it: of its patterns for JSON those that are in use, which are comparisons of a
 * member with a string (`*` is any text) and `||` between them.
 * Source: "Filter pattern syntax for metric filters", JSON.
 * @throws Error for any other pattern
 */
export function evaluateFilterPattern(pattern: string, line: string): boolean {
  const [, body] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  if (body === undefined) throw new Error(`${pattern}: is no pattern for JSON`);
  const alternatives = body.split(" || ");
  const comparisons = alternatives.map((text) => readComparison(text, alternatives.length > 1));
  return comparisons.some(({ selector, wanted }) => {
    const value = selectValue(selector, line);
    return typeof value === "string" && wanted.test(value);
  });
}

function readComparison(text: string, inParentheses: boolean) {
  const [, bare] = inParentheses ? (/^\((.+)\)$/.exec(text) ?? []) : [text, text];
  const [, selector, literal] = /^(\$[A-Za-z.]+) = "([A-Za-z*]+)"$/.exec(bare ?? "") ?? [];
  if (selector === undefined || literal === undefined) throw new Error(`${text}: is no comparison that is known here`);
  return { selector, wanted: new RegExp(`^(?:${literal.replaceAll("*", ".*")})$`, "s") };
}
