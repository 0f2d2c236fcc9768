import type { Credentials } from "./credentials.ts";
import { freshness } from "./freshness.ts";
import { pauseAfterFailuresMs } from "./pause-after-failures.ts";

/** What keeping needs of the world. */
export interface Keeping {
  /** Gets new ones; throws where there are none. */
  readonly fetch: () => Promise<Credentials>;
  /** Undefined: 20 minutes, or half of what was left at receipt. */
  readonly refreshAheadMs: number | undefined;
  /** Gets why a renewal failed that nobody needed yet. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Kept {
  readonly credentials: Credentials;
  readonly receivedAtMs: number;
}

/**
 * Keeps credentials in memory, and renews them before they end: one fetch at a time, and while the kept ones are good nobody waits
 * for it. What is kept is replaced by new credentials only, never by nothing.
 * @returns gives credentials that have not expired; throws what `fetch` throws where there are none
 */
export function keepCredentials({ fetch, refreshAheadMs, onFailure, now }: Keeping): () => Promise<Credentials> {
  let kept: Kept | undefined;
  let underWay: Promise<Credentials> | undefined;
  let failures = 0;
  let notBeforeMs = 0;

  const renew = (): Promise<Credentials> => {
    underWay ??= fetch()
      .then(
        (credentials) => {
          kept = { credentials, receivedAtMs: now() };
          failures = 0;
          notBeforeMs = 0;
          return credentials;
        },
        (error: unknown) => {
          failures += 1;
          notBeforeMs = now() + pauseAfterFailuresMs(failures);
          throw error;
        },
      )
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };

  const judge = ({ credentials: { expiresAtMs }, receivedAtMs }: Kept) =>
    freshness({ receivedAtMs, expiresAtMs }, now(), refreshAheadMs);

  return async () => {
    const last = kept;
    if (last === undefined || judge(last) === "expired") {
      return await renew();
    }
    const state = judge(last);
    if (state === "fresh" || now() < notBeforeMs) {
      return last.credentials;
    }
    if (state === "renewing") {
      renew().catch(onFailure);
      return last.credentials;
    }
    try {
      return await renew();
    } catch (error) {
      if (judge(last) === "expired") {
        throw error;
      }
      onFailure(error);
      return last.credentials;
    }
  };
}
