/** A time limit for a person, to a tenth of a second: `within 2.5 s`. */
export function wordLimit(limitMs: number): string {
  return `within ${(limitMs / 1000).toFixed(1).replace(/\.0$/, "")} s`;
}
