import { createHash, randomBytes } from "node:crypto";

/** The session tokens of instance metadata's second version. */
export interface MetadataTokens {
  readonly issue: (lifeSeconds: number) => string;
  readonly isGood: (token: string) => boolean;
}

/** An SDK holds one; with more, the oldest ends. */
const mostTokens = 1_000;

/** @param now milliseconds since the epoch */
export function metadataTokens(now: () => number = Date.now): MetadataTokens {
  /** By digest, so that how long looking one up takes tells nothing of a token. */
  const endsAtMs = new Map<string, number>();
  const digest = (token: string) => createHash("sha256").update(token).digest("base64");
  return {
    issue: (lifeSeconds) => {
      const [oldest] = endsAtMs.keys();
      if (oldest !== undefined && endsAtMs.size >= mostTokens) {
        endsAtMs.delete(oldest);
      }
      const token = randomBytes(32).toString("base64url");
      endsAtMs.set(digest(token), now() + lifeSeconds * 1000);
      return token;
    },
    isGood: (token) => now() < (endsAtMs.get(digest(token)) ?? 0),
  };
}
