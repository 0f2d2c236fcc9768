/**
 * What the work brought within this time; undefined where it is still under way. No timer outlives the wait.
 * @throws what the work threw within this time
 */
export function landedWithin<Value>(landing: Promise<Value>, timeMs: number): Promise<Value | undefined> {
  if (timeMs <= 0) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, timeMs, undefined);
    void landing.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
