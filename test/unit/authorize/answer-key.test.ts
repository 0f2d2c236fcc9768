import { expect, test } from "vitest";
import { answerKey } from "../../../shared/authorize/answer-key.ts";

test.each([
  ["1", "s:1"],
  [1, "n:1"],
  [true, "b:true"],
  ["", "s:"],
])("%j is filed under %j, as in the maps that were compiled before", (value, key) => {
  expect(answerKey(value)).toBe(key);
});
