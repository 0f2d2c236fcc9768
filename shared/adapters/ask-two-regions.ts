import { Fault } from "../model/fault.ts";
import { isOutage } from "./sts-errors.ts";

/** One call to one region, within a time, until it is cancelled. */
export type AskRegion<Answer> = (region: string, budgetMs: number, cancelled: AbortSignal) => Promise<Answer>;

export interface TwoRegions {
  readonly first: string;
  readonly second: string;
  /** For both together. */
  readonly budgetMs: number;
  /** When the second is asked while the first has not answered. */
  readonly slowAfterMs: number;
  /** Whether it may be, asked then. */
  readonly mayHedge: () => boolean;
}

/**
 * After so long a first region hangs. Half of what a caller waits that has a session to go on with, and is frozen once it is
 * answered: so that the second can still be asked by then.
 */
const firstMs = 220;

/** In less time than this a second region is not likely to answer: the first has it as well. */
const leastMs = 80;

/**
 * Asks the first region, and the second where the first is down (at once), hangs (after its share of the time) or is slow (as
 * far as that may be). What the first says counts, unless the second has a session: a second region that may not be used
 * spoils nothing.
 * @throws what the first region said; where that was an outage, with what the second said in its reason: which is not taken for a
 *   word on the role, since it may be one on the region
 */
export async function askTwoRegions<Answer>(regions: TwoRegions, ask: AskRegion<Answer>): Promise<Answer> {
  const { first, second, budgetMs, slowAfterMs, mayHedge } = regions;
  const startedAtMs = performance.now();
  const cancel = new AbortController();
  let other: Promise<Answer> | undefined;
  const leftMs = () => budgetMs - (performance.now() - startedAtMs);
  const askSecond = () => {
    other ??= ask(second, leftMs(), cancel.signal);
    return other;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hedge = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      if (mayHedge()) void askSecond().then(resolve, () => undefined);
    }, slowAfterMs);
  });
  try {
    const ofFirstMs = budgetMs < firstMs + leastMs ? budgetMs : firstMs;
    return await Promise.race([ask(first, ofFirstMs, cancel.signal), hedge]);
  } catch (error) {
    clearTimeout(timer);
    if (!isOutage(error) || (other === undefined && leftMs() < leastMs)) throw error;
    return await askSecond().catch((cause: unknown) => {
      const { code, reason, retryAfterSeconds } = error;
      throw new Fault(code, `${reason}; and in ${second}: ${String(cause)}`, { cause, retryAfterSeconds });
    });
  } finally {
    clearTimeout(timer);
    cancel.abort();
  }
}
