import { expect, test } from "vitest";
import { scalarsWithin } from "../../../shared/authorize/scalars-within.ts";

test.each([
  [undefined, []],
  [null, []],
  ["a", ["a"]],
  [0, [0]],
  [false, [false]],
  [[], []],
  [{}, []],
  [
    ["a", null, [1, { b: true, c: [["d"]] }]],
    ["a", 1, true, "d"],
  ],
])("within %j: %j", (value, scalars) => {
  expect(scalarsWithin(value)).toEqual(scalars);
});
