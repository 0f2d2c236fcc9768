import { hash } from "node:crypto";

/**
 * What the audit record calls a token: SHA-256 of its exact text, in lower-case hex. Never an identity, since one token has
 * several encodings.
 */
export function tokenDigest(token: string): string {
  return hash("sha256", token);
}
