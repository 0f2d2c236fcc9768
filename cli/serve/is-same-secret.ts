import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares in a time that tells nothing of where the two differ, or of how long they are.
 * @param secret not empty
 */
export function isSameSecret(given: string | undefined, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given ?? ""), digest(secret));
}
