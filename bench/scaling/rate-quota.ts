/** A token bucket, as AWS throttles: so many at once, and so many a second after them. */
export function createRateQuota(perSecond: number, burst: number): (nowMs: number) => boolean {
  let tokens = burst;
  let filledAtMs = 0;
  return (nowMs) => {
    tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond);
    filledAtMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
