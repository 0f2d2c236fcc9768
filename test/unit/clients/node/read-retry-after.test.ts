import { expect, test } from "vitest";
import { readRetryAfterMs } from "../../../../clients/node/read-retry-after.ts";

const nowMs = Date.UTC(2026, 9, 7, 5, 0, 0);

test.each<[string | undefined, number | undefined]>([
  [undefined, undefined],
  ["0", 0],
  ["3", 3000],
  ["99999999999999999999", 1e23],
  ["Wed, 07 Oct 2026 05:00:04 GMT", 4000],
  ["Wed, 07 Oct 2026 04:00:00 GMT", 0],
  ["Wed, 99 Oct 2026 04:00:00 GMT", undefined],
  ["-5", undefined],
  ["1.5", undefined],
  ["soon, by 2099", undefined],
  ["2099-01-01", undefined],
  ["", undefined],
])("%s", (header, expected) => {
  expect(readRetryAfterMs(header, nowMs)).toBe(expected);
});
