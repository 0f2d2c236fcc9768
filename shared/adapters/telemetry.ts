import type { MetricValues, WriteMetrics } from "./metrics.ts";
import type { LogLine, WriteLog } from "./service-log.ts";

/** One thing to tell: as a line of metrics, as a line of the log, or as both. */
export interface News {
  readonly metrics?: MetricValues | undefined;
  readonly log?: LogLine | undefined;
  /** It is good news, that may be told a little later, and not at all where the process ends before. */
  readonly canWait?: boolean;
}

/** Resolves when the news is written, or cannot be. Never throws, never rejects, and keeps no process alive. */
export type TellNews = (news: News) => Promise<void>;

/** News with the time when it was told. */
type Dated = News & { readonly at: Date };

interface Writers {
  readonly writeMetrics: WriteMetrics;
  readonly writeLog: WriteLog;
}

/** Each of the two times that good news waits. */
const restMs = 1_000;

/**
 * What the service tells of itself beside its requests, in the order of the calls and with their times. Powertools, which writes
 * it, takes 6 to 11 ms of CPU time to load, which a start and its first request do not have, so that it is loaded when it is needed.
 *
 * That is at once where something is wrong. A bundle loads it within the same turn of the event loop, so that the lines are written
 * before the request is answered and Lambda freezes. Good news that comes before that, such as that a map is live, waits for two
 * seconds: on Lambda, which freezes between requests, for a later request. An instance that gets no other never tells it; its audit records name the map's digest anyway.
 */
export function createTelemetry(serviceName: string): TellNews {
  const untold: Dated[] = [];
  let loading: Promise<Writers> | undefined;
  let rested: Promise<void> | undefined;

  async function writeUntold(): Promise<void> {
    try {
      loading ??= loadWriters(serviceName);
      const writers = await loading;
      for (const news of untold.splice(0)) write(news, writers);
    } catch {
      // To load them is tried again with the next news, which is not to find a heap of old ones.
      loading = undefined;
      untold.length = 0;
    }
  }

  return async (news) => {
    untold.push({ ...news, at: new Date() });
    if (news.canWait && loading === undefined) {
      rested ??= restTwice();
      await rested;
    }
    await writeUntold();
  };
}

async function loadWriters(serviceName: string): Promise<Writers> {
  const [{ createMetrics }, { createServiceLog }] = await Promise.all([
    import("./metrics.ts"),
    import("./service-log.ts"),
  ]);
  return { writeMetrics: createMetrics(serviceName), writeLog: createServiceLog(serviceName) };
}

/** A service that stopped vending because it could not tell of itself would be worth less than one that does not tell. */
function write({ metrics, log, at }: Dated, { writeMetrics, writeLog }: Writers): void {
  try {
    if (metrics !== undefined) writeMetrics(metrics, at);
    if (log !== undefined) writeLog(log, at);
  } catch {
    // The audit trail is written by other means.
  }
}

/** One after the other: the request that ends a freeze finds the first of them over, but has not to bear what comes of both. */
async function restTwice(): Promise<void> {
  await rest();
  await rest();
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, restMs).unref());
}
