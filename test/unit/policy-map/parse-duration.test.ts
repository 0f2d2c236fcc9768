import { describe, expect, it } from "vitest";
import { Flaw } from "../../../shared/policy-map/findings.ts";
import { parseDuration } from "../../../shared/policy-map/parse-duration.ts";

describe("parseDuration", () => {
  it.each([
    ["1h", 3600],
    ["30m", 1800],
    ["45s", 45],
    ["1h30m", 5400],
    ["1h1s", 3601],
    ["0s", 0],
    [0, 0],
    [3600, 3600],
  ])("reads %s", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(["", "1", "3600", "1d", "1H", "30m1h", "1h ", "-1h", "1.5h", "1234567s", -1, 0.5, Number.NaN])(
    "refuses %j",
    (text) => {
      expect(() => parseDuration(text)).toThrow(Flaw);
    },
  );
});
