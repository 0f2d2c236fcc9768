/** A date as HTTP writes it now (RFC 9110 section 5.6.7). `Date.parse` alone reads a date in nearly everything. */
const dateSyntax = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * How long `Retry-After` wants to be waited (RFC 9110 section 10.2.3: seconds, or a date); undefined where it says nothing, or what is neither.
 * @param nowMs milliseconds since the epoch
 */
export function readRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header !== undefined && /^\d+$/.test(header)) {
    return Number(header) * 1000;
  }
  const waitMs = header !== undefined && dateSyntax.test(header) ? Date.parse(header) - nowMs : Number.NaN;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
