const firstPauseMs = 5_000;
const longestPauseMs = 60_000;

/**
 * How long a renewal waits after so many have failed in a row: 5 s, 10, 20, up to 60, and up to a fifth more, so that many processes do not knock at
 * the same time.
 * @param failures at least 1
 */
export function pauseAfterFailuresMs(failures: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)) * (1 + Math.random() / 5);
}
