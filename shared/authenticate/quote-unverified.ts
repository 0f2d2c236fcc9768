/** Longest text of the sender's that a reason repeats. */
const maxQuotedCharacters = 128;

/**
 * A value of an unverified token for a reason in the audit record: as JSON, so that it cannot forge a line, and
 * shortened, so that it cannot flood one.
 */
export function quoteUnverified(value: unknown): string {
  if (typeof value !== "string") return value === undefined ? "nothing" : `a value of type ${typeof value}`;
  const shown = value.length > maxQuotedCharacters ? `${value.slice(0, maxQuotedCharacters)}...` : value;
  return JSON.stringify(shown);
}
