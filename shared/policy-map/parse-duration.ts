import { Flaw } from "./findings.ts";
import { quoteValue } from "./quote-value.ts";

/**
 * Seconds of `1h`, `30m`, `45s`, `1h30m`, or of a whole number of seconds.
 * @throws Flaw
 */
export function parseDuration(value: string | number): number {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0) throw malformed(value);
    return value;
  }
  const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(value);
  if (match === null || value === "") throw malformed(value);
  const [, hours, minutes, seconds] = match;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

function malformed(value: string | number): Flaw {
  return new Flaw(
    `${quoteValue(value)} is not a duration`,
    "write hours, minutes and seconds such as 1h, 30m, 45s or 1h30m, or a whole number of seconds without quotes",
  );
}
