/**
 * Spells an instant the one way that every SDK reads: `YYYY-MM-DDTHH:MM:SSZ`. JavaScript and Rust refuse `+00:00`,
 * Python and PHP an epoch; rounding up would promise life that STS did not give, so fractions are dropped.
 *
 * @param atMs milliseconds since the epoch
 * @throws RangeError where `atMs` is no instant
 */
export function expiration(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, "YYYY-MM-DDTHH:MM:SS".length)}Z`;
}
