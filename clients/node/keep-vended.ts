import type { Credentials } from "./credentials.ts";
import { describeFailure } from "./describe-failure.ts";
import { fetchCredentials } from "./fetch-credentials.ts";
import { keepCredentials } from "./keep-credentials.ts";
import type { Settings } from "./settings.ts";

const warningPauseMs = 60_000;

/**
 * Keeps credentials of the service in memory.
 * @param warn gets the sentence where a renewal failed and those at hand are still good; once a minute at most
 * @returns gives credentials that have not expired; throws VendError
 */
export function keepVended(settings: Settings, warn: (sentence: string) => void): () => Promise<Credentials> {
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  const get = keepCredentials({
    fetch: () => fetchCredentials(settings),
    refreshAheadMs: settings.refreshAheadMs,
    onFailure: (error) => {
      if (performance.now() - warnedAtMs >= warningPauseMs) {
        warnedAtMs = performance.now();
        warn(`${describeFailure(error, settings).message}; going on with those at hand`);
      }
    },
    now: Date.now,
  });
  return async () => {
    try {
      return await get();
    } catch (error) {
      throw describeFailure(error, settings);
    }
  };
}
