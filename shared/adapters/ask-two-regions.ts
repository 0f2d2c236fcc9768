import { Fault } from "../model/fault.ts";
import { isOutage } from "./sts-errors.ts";

/** One call to one region, within a time, until it is cancelled. */
export type AskRegion<Answer> = (region: string, budgetMs: number, cancelled: AbortSignal) => Promise<Answer>;

export interface TwoRegions {
  readonly first: string;
  readonly second: string;
  /** For both together. */
  readonly budgetMs: number;
  /** When the second is asked, where it may be, while the first has not answered. */
  readonly slowAfterMs: number;
  /** Whether it may be so early, asked then. */
  readonly mayHedge: () => boolean;
}

/**
 * After so long without an answer the second is asked in any case. Half of what a caller waits that has a session to go on with,
 * and is frozen once it is answered: so that the second can still answer by then.
 */
const hangsAfterMs = 220;

/** In less time than this a second region is not likely to answer. */
const leastMs = 80;

/**
 * Asks the first region, and the second as well where the first is down (at once), hangs or is slow (sooner, as far as that may
 * be). What the first says counts, unless the second has a session sooner: a second region that may not be used spoils nothing.
 * @throws what the first region said; where that was an outage, with what the second said in its reason: which is not taken for a
 *   word on the role, since it may be one on the region
 */
export async function askTwoRegions<Answer>(regions: TwoRegions, ask: AskRegion<Answer>): Promise<Answer> {
  const { first, second, budgetMs, slowAfterMs, mayHedge } = regions;
  const startedAtMs = performance.now();
  const cancel = new AbortController();
  const leftMs = () => budgetMs - (performance.now() - startedAtMs);
  let other: Promise<Answer> | undefined;
  const askSecond = () => {
    other ??= ask(second, leftMs(), cancel.signal);
    return other;
  };
  const { promise: sooner, resolve } = Promise.withResolvers<Answer>();
  const askSecondIf = (isDue: () => boolean) => () => {
    if (isDue()) void askSecond().then(resolve, () => undefined);
  };
  const timers = [
    setTimeout(askSecondIf(mayHedge), slowAfterMs),
    setTimeout(
      askSecondIf(() => leftMs() >= leastMs),
      hangsAfterMs,
    ),
  ];
  const clearTimers = () => timers.forEach(clearTimeout);
  try {
    return await Promise.race([ask(first, budgetMs, cancel.signal), sooner]);
  } catch (error) {
    clearTimers();
    if (!isOutage(error) || (other === undefined && leftMs() < leastMs)) throw error;
    return await askSecond().catch((cause: unknown) => {
      const { code, reason, retryAfterSeconds } = error;
      throw new Fault(code, `${reason}; and in ${second}: ${String(cause)}`, { cause, retryAfterSeconds });
    });
  } finally {
    clearTimers();
    cancel.abort();
  }
}
