const passing: readonly number[] = [429, 500, 502, 503, 504];

/** Whether the same request may be answered otherwise in a moment. */
export function isPassingStatus(status: number): boolean {
  return passing.includes(status);
}
