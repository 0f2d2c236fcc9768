import { Refusal } from "../model/refusal.ts";

/**
 * An `InvalidRequest` whose sentence the caller may read. The sentence is ours, word by word: nothing of the request
 * goes into it, nor into the record, since what was sent in the wrong place may have been a token.
 */
export function malformed(sentence: string): Refusal {
  return new Refusal("InvalidRequest", sentence, { publicDetail: sentence });
}
