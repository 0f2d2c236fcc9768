/**
 * The signs of RE2 syntax, each one atom, bracket or quantifier. What a repetition is put on must not be taken for less than it is:
 * `{` repeats only in the three forms, and what stands in a quotation, a class or behind a backslash is no bracket.
 * @see https://github.com/google/re2/wiki/Syntax
 */
const signs =
  /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\[pPx]\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\[:[^\]]*:\]|\\[\s\S]|[^\]\\])*\]|(?<flags>\(\?[A-Za-z-]*\))|(?<open>\((?:\?P?<[^>]*>|\?[A-Za-z-]*:)?)|(?<close>\))|(?<suffix>[*+?])|\{(?<least>\d+)(?<comma>,)?(?<most>\d*)\}|[\s\S]/gu;

/**
 * How many signs a regular expression has with its repetitions written out, as an engine compiles it: `(ab{3}){2}` has eight, and a few for
 * the brackets. Linear in the pattern; of a pattern that RE2 does not take, any number.
 */
export function writtenOutSize(pattern: string): number {
  /** What the brackets that are open hold so far, the outermost first. */
  const open = [0];
  let last = 0;
  const add = (size: number) => {
    open.push((open.pop() ?? 0) + size);
  };
  for (const { groups = {} } of pattern.matchAll(signs)) {
    if (groups["open"] !== undefined) {
      open.push(bracketSize);
      last = 0;
    } else if (groups["flags"] !== undefined) {
      // They take no place: a quantifier behind them is for what stands before.
      add(1);
    } else if (groups["close"] !== undefined) {
      last = open.length > 1 ? (open.pop() ?? 0) : 0;
      add(last);
    } else if (groups["suffix"] !== undefined) {
      last += 1;
      add(1);
    } else if (groups["least"] !== undefined) {
      const { least, comma, most = "" } = groups;
      const times = comma !== undefined && most === "" ? Number(least) + 1 : Math.max(Number(least), Number(most));
      const repeated = last * Math.max(1, times);
      add(repeated - last);
      last = repeated;
    } else {
      // Only the last character of a quotation can be repeated.
      add(groups["quoted"]?.length ?? 1);
      last = 1;
    }
  }
  return open.reduce((sum, size) => sum + size, 0);
}

/** An engine notes where a group begins and ends, also of an empty one. */
const bracketSize = 2;
