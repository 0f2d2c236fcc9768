import { vi } from "vitest";

/** What one turn of the event loop may count for. An exchange over loopback takes a dozen turns, however long each is. */
const mostOfTurnMs = 4;

const { timeout } = AbortSignal;

/**
 * Time that stands still while the machine is busy with other work: `Date`, `performance`, timers and time-outs go by it
 * until it is ended. Sockets are real. So a promise in milliseconds is held to the millisecond on any machine, and what
 * is to be in time is not late because its process had to wait for a core.
 * @returns ends it
 */
export function startEvenTime(): () => void {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
  AbortSignal.timeout = abortInEvenTime;
  let lastNs = process.hrtime.bigint();
  const turns = setInterval(() => {
    const passedMs = Number((process.hrtime.bigint() - lastNs) / 1_000_000n);
    if (passedMs === 0) return;
    lastNs += BigInt(passedMs) * 1_000_000n;
    vi.advanceTimersByTime(Math.min(passedMs, mostOfTurnMs));
  }, 1);
  return () => {
    clearInterval(turns);
    AbortSignal.timeout = timeout;
    vi.useRealTimers();
  };
}

/** Node's own goes by timers that nobody can hold. */
function abortInEvenTime(timeMs: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  setTimeout(() => controller.abort(reason), timeMs);
  return controller.signal;
}
