import { expect, test } from "vitest";
import { shows } from "./shows.ts";

test.each([
  ["b", "a\nb\nc"],
  ["a\nb\n", "a\nb"],
  ["a\n...\nd", "a\nb\nc\nd"],
  ["a\n  ...", "a\nb"],
  ["UserId: AROA...:runner", "UserId: AROAXYZ:runner"],
  ["(a+b)", "(a+b) "],
  ["until 2026-10-07T05:05:00Z.", "until 2026-11-26T05:22:06Z."],
])("%j is shown by %j", (shown, printed) => {
  expect(shows(shown, printed)).toBe(true);
});

test.each([
  ["b", "bc"],
  ["a\nc", "a\nb\nc"],
  ["a...c", "a\nc"],
  ["a.c", "abc"],
  ["until 2026-10-07T05:05:00Z", "until tomorrow"],
  ["b\na", "a\nb"],
])("%j is not shown by %j", (shown, printed) => {
  expect(shows(shown, printed)).toBe(false);
});
