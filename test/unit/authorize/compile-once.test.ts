import { expect, test } from "vitest";
import { compileOnce } from "../../../shared/authorize/compile-once.ts";

test("each part of a map is compiled once, frozen or not, and equal parts apart", () => {
  const seen: object[] = [];
  const compile = compileOnce((source: { readonly pattern: string }) => {
    seen.push(source);
    return { made: source.pattern };
  });
  const one = Object.freeze({ pattern: "a" });
  const other = { pattern: "a" };
  expect(compile(one)).toBe(compile(one));
  expect(compile(other)).not.toBe(compile(one));
  expect(seen).toEqual([one, other]);
});
