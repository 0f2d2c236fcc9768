import type { Credentials } from "./credentials.ts";

/** What keeping needs of the world. */
export interface Keeping {
  /** Gets new ones; throws where there are none. */
  readonly fetch: () => Promise<Credentials>;
  /** Undefined: 20 minutes, or half of what was left at receipt. */
  readonly refreshAheadMs: number | undefined;
  /** Gets why a renewal failed that was not waited for. */
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Kept {
  readonly credentials: Credentials;
  readonly renewFromMs: number;
}

const longestAheadMs = 20 * 60_000;
/** Less than this is not enough for a caller to begin with. */
const tooShortMs = 60_000;
const firstPauseMs = 5_000;
const longestPauseMs = 60_000;

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
          const lifeMs = credentials.expiresAtMs - now();
          const aheadMs = refreshAheadMs ?? Math.min(longestAheadMs, lifeMs / 2);
          kept = { credentials, renewFromMs: credentials.expiresAtMs - aheadMs };
          failures = 0;
          notBeforeMs = 0;
          return credentials;
        },
        (error: unknown) => {
          const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
          failures += 1;
          // Longer by up to a fifth, so that many processes do not knock at the same time.
          notBeforeMs = now() + pauseMs * (1 + Math.random() / 5);
          throw error;
        },
      )
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };

  return async () => {
    const leftMs = kept === undefined ? 0 : kept.credentials.expiresAtMs - now();
    const mayRenew = now() >= notBeforeMs;
    if (kept === undefined || leftMs <= 0) {
      return await renew();
    }
    if (leftMs < tooShortMs && mayRenew) {
      return await renew().catch((error: unknown) => keptInstead(kept, error));
    }
    if (now() >= kept.renewFromMs && mayRenew) {
      renew().catch(onFailure);
    }
    return kept.credentials;
  };

  function keptInstead(last: Kept | undefined, error: unknown): Credentials {
    if (last === undefined || last.credentials.expiresAtMs <= now()) {
      throw error;
    }
    onFailure(error);
    return last.credentials;
  }
}
