import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import { readMember } from "./read-member.ts";

/** Longest subject that is dealt with: a distinguished name fits, a document does not. */
const maxSubjectCharacters = 2048;

/** Who a token speaks of, and which token it is. */
export interface TokenIdentity {
  readonly subject: string;
  readonly tokenId: string | undefined;
}

/**
 * Subject, required claims, token id, in this order.
 * @throws Refusal `MissingClaim` where one is missing (or a subject empty or over 2,048 characters), `InvalidToken` where
 *   `sub` or `jti` is not a string
 */
export function checkIdentity(claims: Claims, issuer: Issuer): TokenIdentity {
  const subject = readText(claims, "sub");
  if (subject === undefined || subject === "") throw new Refusal("MissingClaim", "sub is missing or empty");
  if (subject.length > maxSubjectCharacters) {
    throw new Refusal("MissingClaim", `sub has ${subject.length} characters, over ${maxSubjectCharacters}`);
  }
  const missing = issuer.requiredClaims.find((name) => (readMember(claims, name) ?? null) === null);
  if (missing !== undefined) throw new Refusal("MissingClaim", `the claim ${missing} is missing`);
  return { subject, tokenId: readText(claims, "jti") };
}

function readText(claims: Claims, name: string): string | undefined {
  const value = readMember(claims, name);
  if (value === undefined || typeof value === "string") return value;
  throw new Refusal("InvalidToken", `${name} is not a string`);
}
