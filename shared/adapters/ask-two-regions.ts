import { Refusal } from "../model/refusal.ts";
import { isOutage } from "./sts-errors.ts";

/** One call to one region, within a time, until it is cancelled. */
export type AskRegion<Answer> = (region: string, budgetMs: number, cancelled: AbortSignal) => Promise<Answer>;

export interface TwoRegions {
  readonly first: string;
  readonly second: string;
  /** For both together; half of it is the first's. */
  readonly budgetMs: number;
  /** When the second is asked while the first has not answered. */
  readonly slowAfterMs: number;
  /** Whether it may be, asked then. */
  readonly mayHedge: () => boolean;
}

/**
 * Asks the first region, and the second where the first is down (at once), hangs (after half the time) or is slow (as far as
 * that may be). What the first says counts, unless the second has a session sooner: a second region that may not be used
 * spoils nothing.
 * @throws what the first region said; where that was an outage, what the second said of the role
 */
export async function askTwoRegions<Answer>(regions: TwoRegions, ask: AskRegion<Answer>): Promise<Answer> {
  const { first, second, budgetMs, slowAfterMs, mayHedge } = regions;
  const startedAtMs = performance.now();
  const cancel = new AbortController();
  let other: Promise<Answer> | undefined;
  const askSecond = () => {
    other ??= ask(second, budgetMs - (performance.now() - startedAtMs), cancel.signal);
    return other;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hedge = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      if (mayHedge()) void askSecond().then(resolve, () => undefined);
    }, slowAfterMs);
  });
  try {
    return await Promise.race([ask(first, budgetMs / 2, cancel.signal), hedge]);
  } catch (error) {
    clearTimeout(timer);
    if (!isOutage(error)) throw error;
    return await askSecond().catch((secondError: unknown) => {
      throw secondError instanceof Refusal ? secondError : error;
    });
  } finally {
    clearTimeout(timer);
    cancel.abort();
  }
}
