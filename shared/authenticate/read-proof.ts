import type { Claims } from "../model/claims.ts";
import { type SignatureAlgorithm, signatureAlgorithms } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import type { HttpRequest } from "../model/request.ts";
import { decodeJws } from "./decode-jws.ts";
import { findRefusedMember } from "./find-refused-member.ts";
import { proofKind } from "./proof-kind.ts";
import { quoteUnverified } from "./quote-unverified.ts";
import { readMember } from "./read-member.ts";

/** What a DPoP proof says of itself, before its signature has been checked. */
export interface UnverifiedProof {
  readonly text: string;
  readonly algorithm: SignatureAlgorithm;
  readonly jwk: unknown;
  readonly unverifiedClaims: Claims;
}

/**
 * The one DPoP proof of a request, as far as it can be read without a key (RFC 9449 section 4.3, items 1 to 5).
 * @throws Refusal `InvalidProof`
 */
export function readProof(headers: HttpRequest["headers"]): UnverifiedProof {
  const [text, ...more] = headers.get("dpop") ?? [];
  if (text === undefined) throw new Refusal("InvalidProof", "the DPoP scheme, and no DPoP header");
  // Gateways join repeated headers with a comma, and no JWS holds one.
  if (more.length > 0 || text.includes(",")) throw new Refusal("InvalidProof", "more than one DPoP header");
  const { header, payload } = decodeJws(text.trim(), proofKind);
  // Nothing else that a client signs with the same key is to be taken for a proof (RFC 8725 section 3.11).
  if (readMember(header, "typ") !== "dpop+jwt") {
    throw new Refusal("InvalidProof", `the proof's typ is ${quoteUnverified(readMember(header, "typ"))}`);
  }
  const refused = findRefusedMember(header);
  if (refused !== undefined) throw new Refusal("InvalidProof", `the proof's header has "${refused}"`);
  const named = readMember(header, "alg");
  const algorithm = signatureAlgorithms.find((allowed) => allowed === named);
  if (algorithm === undefined) {
    throw new Refusal("InvalidProof", `the proof's algorithm ${quoteUnverified(named)} is not allowed`);
  }
  return { text: text.trim(), algorithm, jwk: readMember(header, "jwk"), unverifiedClaims: payload };
}
