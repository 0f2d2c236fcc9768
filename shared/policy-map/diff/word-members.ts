import type { Finding } from "./finding.ts";
import { wordValues } from "./word-matcher.ts";

/** A finding about what a list has more, or less; none where that is nothing. */
export function wordMembers(
  effect: Finding["effect"],
  facet: string,
  word: string,
  values: readonly string[],
): readonly Finding[] {
  return values.length === 0 ? [] : [{ facet, effect, text: `${facet}: ${word} ${wordValues(values)}` }];
}
