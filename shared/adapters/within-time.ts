/**
 * What the work brings within this time; it is told to stop where it takes longer, and not waited for.
 * @throws Error `TimeoutError`; what the work throws
 */
export async function withinTime<Value>(work: (signal: AbortSignal) => Promise<Value>, timeMs: number): Promise<Value> {
  const over = new AbortController();
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = Object.assign(new Error(`no answer within ${timeMs} ms`), { name: "TimeoutError" });
    timeout.reject(error);
    over.abort(error);
  }, timeMs);
  try {
    const working = work(over.signal);
    working.catch(() => undefined); // who has given up does not hear of it any more
    return await Promise.race([working, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
