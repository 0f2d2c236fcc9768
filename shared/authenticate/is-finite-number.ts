/** JSON's 1e999 is a number and infinite: a time that never comes, unless it is refused. Nothing but a number is a finite one. */
export function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
