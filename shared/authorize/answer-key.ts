import type { Scalar } from "../model/policy-document.ts";

/** How a value is spelled in the index. Typed by an initial, so that `1` and `"1"` are filed apart. */
export function answerKey(value: Scalar): string {
  return `${(typeof value).charAt(0)}:${value}`;
}
