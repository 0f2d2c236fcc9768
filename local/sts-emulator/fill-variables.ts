import { type PatternSymbol, readPattern } from "./match-wildcard.ts";
import type { RequestContext } from "./policy.ts";

const variable = /\$\{([^}]*)\}/g;
const withDefault = /^([^,]+),\s*'([^']*)'$/;

/**
 * A policy's value with its `${key}` filled from the request, as symbols of a pattern. What a request brings stands for
 * itself: a `*` inside a tag's value matches a star and nothing else. Undefined where a variable has no value and no
 * default, for then nothing can match.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fillVariables(
  text: string,
  context: RequestContext,
  hasVariables: boolean,
): readonly PatternSymbol[] | undefined {
  if (!hasVariables) return readPattern(text);
  const symbols: PatternSymbol[] = [];
  let readTo = 0;
  for (const match of text.matchAll(variable)) {
    const value = readVariable(match[1] ?? "", context);
    if (value === undefined) return undefined;
    symbols.push(...readPattern(text.slice(readTo, match.index)), ...value);
    readTo = match.index + match[0].length;
  }
  return [...symbols, ...readPattern(text.slice(readTo))];
}

function readVariable(name: string, context: RequestContext): string | undefined {
  if (name === "*" || name === "?" || name === "$") return name;
  const [, key, fallback] = withDefault.exec(name) ?? [undefined, name, undefined];
  const values = context.get((key ?? "").trim().toLowerCase());
  // A key with several values cannot be pasted into one string: AWS refuses to, and so nothing matches.
  return values === undefined ? fallback : values.length === 1 ? values[0] : undefined;
}
