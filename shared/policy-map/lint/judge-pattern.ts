import type { Pattern, PatternClass } from "./pattern.ts";

/** The most characters that a match can have. */
export function longestMatch(pattern: Pattern): number {
  switch (pattern.kind) {
    case "literal":
      return pattern.text.length;
    case "class":
      return 1;
    case "edge":
      return 0;
    case "sequence":
      return pattern.parts.reduce((sum, part) => sum + longestMatch(part), 0);
    case "choice":
      return Math.max(...pattern.options.map(longestMatch));
    case "repeat": {
      const longest = longestMatch(pattern.part);
      return longest === 0 ? 0 : longest * pattern.most;
    }
  }
}

/** Whether the empty text matches. */
export function matchesEmpty(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "literal":
    case "class":
      return false;
    case "edge":
      return true;
    case "sequence":
      return pattern.parts.every(matchesEmpty);
    case "choice":
      return pattern.options.some(matchesEmpty);
    case "repeat":
      return pattern.least === 0 || matchesEmpty(pattern.part);
  }
}

/** Whether no letter or digit is demanded: it says what a value looks like, not which value it is. */
export function asksOnlyForm(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "literal":
      return !/[\p{L}\p{N}]/u.test(pattern.text);
    case "class":
      return pattern.isNegated || pattern.ranges.length !== 1 || pattern.ranges.some(([from, to]) => from !== to);
    case "edge":
      return true;
    case "sequence":
      return pattern.parts.every(asksOnlyForm);
    case "choice":
      return pattern.options.some(asksOnlyForm);
    case "repeat":
      return pattern.least === 0 || asksOnlyForm(pattern.part);
  }
}

/** Whether it lets nearly every text through: `.*`, `.+`, `(.*)`, `[^/]+`, `x*.*`. */
export function matchesAnything(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "literal":
    case "class":
    case "edge":
      return false;
    case "sequence":
      return (
        pattern.parts.some(matchesAnything) &&
        pattern.parts.every((part) => matchesAnything(part) || matchesEmpty(part))
      );
    case "choice":
      return pattern.options.some(matchesAnything);
    case "repeat":
      return (
        pattern.least <= 1 &&
        (matchesAnything(pattern.part) || (pattern.most === Number.POSITIVE_INFINITY && isBroad(pattern.part)))
      );
  }
}

function isBroad(pattern: Pattern): boolean {
  const [only] = pattern.kind === "sequence" && pattern.parts.length === 1 ? pattern.parts : [pattern];
  return only?.kind === "class" && takesMost(only);
}

function takesMost({ isNegated, ranges }: PatternClass): boolean {
  return isNegated || ranges.some(([from, to]) => from === 0 && to === 0x10_ff_ff);
}
