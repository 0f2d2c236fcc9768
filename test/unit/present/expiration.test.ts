import fc from "fast-check";
import { expect, test } from "vitest";
import { expiration } from "../../../shared/present/expiration.ts";

test.each([
  [Date.UTC(2026, 0, 2, 3, 4, 5, 0), "2026-01-02T03:04:05Z"],
  [Date.UTC(2026, 0, 2, 3, 4, 5, 999), "2026-01-02T03:04:05Z"],
  [Date.UTC(2026, 11, 31, 23, 59, 59, 999), "2026-12-31T23:59:59Z"],
  [Date.UTC(2028, 1, 29), "2028-02-29T00:00:00Z"],
])("%d is %s", (atMs, text) => {
  expect(expiration(atMs)).toBe(text);
});

test("any instant reads back as its whole second", () => {
  const instants = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
  fc.assert(
    fc.property(instants, (atMs) => {
      expect(expiration(atMs)).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
      expect(Date.parse(expiration(atMs))).toBe(Math.floor(atMs / 1000) * 1000);
    }),
  );
});

test("no instant at all is an error, never a guess", () => {
  expect(() => expiration(Number.NaN)).toThrow(RangeError);
});
