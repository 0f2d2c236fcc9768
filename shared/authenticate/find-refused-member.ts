import type { Claims } from "../model/claims.ts";

/**
 * Members that change what the signature covers or what the payload is. None is supported, and a signer that used one
 * meant something else than would be understood: RFC 7515 section 4.1.11, RFC 7797 section 7, RFC 7516 section 4.1.
 */
const refusedMembers = ["crit", "b64", "zip", "enc"] as const;

/** The first member of a JWS header that no signature may come with, if there is one. */
export function findRefusedMember(header: Claims): string | undefined {
  return refusedMembers.find((name) => Object.hasOwn(header, name));
}
