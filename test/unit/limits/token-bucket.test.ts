import fc from "fast-check";
import { expect, test } from "vitest";
import { refill, secondsToWait } from "../../../shared/limits/token-bucket.ts";

const allowance = { burst: 60, perMinute: 30 };

test.each([
  ["a second", 1_000, 10.5],
  ["a minute", 60_000, 40],
  ["what fills it", 100_000, 60],
  ["more than that", 1_000_000, 60],
  ["no time", 0, 10],
  ["a clock that was set back", -3_600_000, 10],
])("%s later there is as much as the rate says, and never more than the burst", (_what, elapsedMs, tokens) => {
  expect(refill({ tokens: 10, atMs: 5_000 }, allowance, 5_000 + elapsedMs)).toEqual({
    tokens,
    atMs: 5_000 + elapsedMs,
  });
});

test.each([
  [60, 0],
  [1, 0],
  [0.5, 1],
  [0, 2],
])("with %d left there are %d seconds to wait", (tokens, seconds) => {
  expect(secondsToWait({ tokens, atMs: 0 }, allowance)).toBe(seconds);
});

test("after the seconds to wait there is one, and a moment before there is none", () => {
  const anyAllowance = fc.record({
    burst: fc.integer({ min: 1, max: 999_999 }),
    perMinute: fc.integer({ min: 1, max: 999_999 }),
  });
  fc.assert(
    fc.property(anyAllowance, fc.double({ min: 0, max: 0.999, noNaN: true }), (any, tokens) => {
      const waitMs = secondsToWait({ tokens, atMs: 0 }, any) * 1_000;
      expect(refill({ tokens, atMs: 0 }, any, waitMs).tokens).toBeCloseTo(1, 9);
      expect(secondsToWait(refill({ tokens, atMs: 0 }, any, waitMs * 0.999), any)).toBeGreaterThan(0);
    }),
  );
});
