import { expect, test } from "vitest";
import { createLimiter } from "../../../shared/limits/limiter.ts";

const allowance = { burst: 1, perMinute: 60 };

test("a bucket that 9,999 others came after is still known; one more, and it is full again", () => {
  const limiter = createLimiter(allowance, () => 0);
  limiter.take("first");
  for (let other = 1; other < 10_000; other += 1) limiter.take(`${other}`);
  expect(limiter.wait("first")).toBe(1);
  for (let other = 0; other < 10_000; other += 1) limiter.take(`more ${other}`);
  expect(limiter.wait("first")).toBe(0);
});

test("long keys count for more: 8 MiB in all", () => {
  const limiter = createLimiter(allowance, () => 0);
  limiter.take("first");
  for (let other = 0; other < 1_950; other += 1) limiter.take(`${other}`.padEnd(2_048, "s"));
  expect(limiter.wait("first")).toBe(1);
  for (let other = 0; other < 1_960; other += 1) limiter.take(`more ${other}`.padEnd(2_048, "s"));
  expect(limiter.wait("first")).toBe(0);
});

test("to ask does not take, nor make a key known", () => {
  const limiter = createLimiter(allowance, () => 0);
  limiter.take("first");
  for (let other = 0; other < 20_000; other += 1) expect(limiter.wait(`${other}`)).toBe(0);
  expect(limiter.wait("first")).toBe(1);
});
