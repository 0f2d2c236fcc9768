import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import { quoteUnverified } from "./quote-unverified.ts";
import { readMember } from "./read-member.ts";

/** What passes where the map names no type: plain JWTs (RFC 7519 section 5.1) and access tokens (RFC 9068 section 2.1). */
const usualTypes: ReadonlySet<string> = new Set(["jwt", "at+jwt"]);

/**
 * An issuer signs other things than access tokens with the same key: logout tokens, security events, DPoP proofs.
 * None of them is to be taken for one (RFC 8725 sections 3.11 and 3.12).
 * @throws Refusal `WrongTokenType`
 */
export function checkTokenType(header: Claims, issuer: Issuer): void {
  if (!Object.hasOwn(header, "typ")) {
    if (issuer.tokenType === undefined) return;
    throw new Refusal("WrongTokenType", `the header has no "typ"; issuer ${issuer.name} needs ${issuer.tokenType}`);
  }
  const type = readMember(header, "typ");
  if (typeof type === "string" && isExpected(mediaType(type), issuer.tokenType)) return;
  throw new Refusal("WrongTokenType", `"typ" is ${quoteUnverified(type)}, not ${issuer.tokenType ?? "JWT or at+jwt"}`);
}

function isExpected(type: string, expected: string | undefined): boolean {
  return expected === undefined ? usualTypes.has(type) : type === mediaType(expected);
}

/** Media types have no case, and `application/` may be left out (RFC 7515 section 4.1.9). */
function mediaType(type: string): string {
  return type.toLowerCase().replace(/^application\//, "");
}
