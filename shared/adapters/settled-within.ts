/** Resolves when `work` has ended, well or not, or after this time. Never rejects. */
export function settledWithin(work: Promise<unknown>, timeMs: number): Promise<void> {
  if (timeMs <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(end, end);
  });
}
