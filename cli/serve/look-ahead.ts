import type { Credentials } from "../../clients/node/credentials.ts";

/** Well within the five minutes in which SDKs want new ones. */
const usualMs = 30_000;

/**
 * Looks again and again whether credentials are due: renewing begins when somebody asks, and no SDK is to find them at their end.
 * @returns ends it
 */
export function lookAhead(get: () => Promise<Credentials>, everyMs = usualMs): () => void {
  const looking = setInterval(() => {
    // Who asks while there are none is told why.
    get().catch(() => undefined);
  }, everyMs);
  return () => clearInterval(looking);
}
