/** One character that must be there, `many` (`*`) or `one` (`?`). */
export type PatternSymbol = string | typeof many | typeof one;
export const many = Symbol("*");
export const one = Symbol("?");

/** Reads `*` and `?`; everything else stands for itself. */
export function readPattern(text: string): readonly PatternSymbol[] {
  return [...text].map((character) => (character === "*" ? many : character === "?" ? one : character));
}

/**
 * Whether the whole of `text` fits. Two pointers and one point to go back to, no regular expression: a session policy is
 * a caller's text, and a pattern of many stars must not cost more than its length times the text's.
 */
export function matchWildcard(pattern: readonly PatternSymbol[], text: string): boolean {
  const characters = [...text];
  let patternAt = 0;
  let textAt = 0;
  let afterStar = -1;
  let resumeAt = 0;
  while (textAt < characters.length) {
    const symbol = pattern[patternAt];
    if (symbol === many) {
      afterStar = ++patternAt;
      resumeAt = textAt;
    } else if (symbol === one || symbol === characters[textAt]) {
      patternAt++;
      textAt++;
    } else if (afterStar >= 0) {
      patternAt = afterStar;
      textAt = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[patternAt] === many) patternAt++;
  return patternAt === pattern.length;
}
