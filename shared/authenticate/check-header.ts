import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import type { KeyHint } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { findRefusedMember } from "./find-refused-member.ts";
import { quoteUnverified } from "./quote-unverified.ts";
import { readMember } from "./read-member.ts";

/** Longest key id that is looked up. */
const maxKeyIdCharacters = 256;

/**
 * What to look the key up with. Keys and addresses in the header (`jwk`, `jku`, `x5u`, `x5c`) are never read: a token
 * does not choose what it is checked with (RFC 7515 section 4.1.2; CVE-2018-0114).
 * @throws Refusal `InvalidToken`
 */
export function checkHeader(unverifiedHeader: Claims, issuer: Issuer): KeyHint {
  const refused = findRefusedMember(unverifiedHeader);
  if (refused !== undefined) throw new Refusal("InvalidToken", `the header has "${refused}"`);
  const named = readMember(unverifiedHeader, "alg");
  // RFC 8725 section 3.1: the list is the policy map's; the header may only name a member of it.
  const algorithm = issuer.algorithms.find((allowed) => allowed === named);
  if (algorithm === undefined) {
    throw new Refusal("InvalidToken", `algorithm ${quoteUnverified(named)} is not allowed for issuer ${issuer.name}`);
  }
  const keyId = readMember(unverifiedHeader, "kid");
  if (keyId !== undefined && typeof keyId !== "string") {
    throw new Refusal("InvalidToken", "the key id is not a string");
  }
  if (keyId !== undefined && keyId.length > maxKeyIdCharacters) {
    throw new Refusal("InvalidToken", `the key id has ${keyId.length} characters, over ${maxKeyIdCharacters}`);
  }
  return { keyId, algorithm };
}
