import { createHash } from "node:crypto";
import type { Claims } from "../model/claims.ts";
import { Refusal } from "../model/refusal.ts";
import { normaliseUrl } from "./normalise-url.ts";
import { readMember } from "./read-member.ts";
import type { Shown } from "./shown.ts";

/** Longer than any URL of this service. */
const maxUrlCharacters = 2_048;

/**
 * Whether a DPoP proof is for this request: its method, its URL, and the very text of the token that it came with.
 * @throws Refusal `InvalidProof`
 */
export function checkProofRequest(claims: Claims, token: string, { request: { method, urls } }: Shown): void {
  // Methods have a case (RFC 9110 section 9.1).
  if (readMember(claims, "htm") !== method) throw new Refusal("InvalidProof", "htm is not the request's method");
  if (!isUrlOf(readMember(claims, "htu"), urls)) {
    throw new Refusal("InvalidProof", `htu is not the request's URL: ${urls.join(" or ") || "none is known"}`);
  }
  const digest = createHash("sha256").update(token).digest("base64url");
  if (readMember(claims, "ath") !== digest) throw new Refusal("InvalidProof", "ath is not the digest of the token");
}

function isUrlOf(written: Claims[string] | undefined, urls: readonly string[]): boolean {
  if (typeof written !== "string" || written.length > maxUrlCharacters) return false;
  const url = normaliseUrl(written);
  return url !== undefined && urls.some((possible) => normaliseUrl(possible) === url);
}
