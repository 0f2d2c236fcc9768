import type { PublicJwk } from "../model/issuer.ts";
import { vetMember } from "./key-set-member.ts";

/** The public half of a key, and what says how it may be used (RFC 7517 section 4, RFC 7518 section 6). */
const keptMembers = ["kty", "kid", "alg", "use", "key_ops", "crv", "x", "y", "n", "e"] as const;

/** As many as are read of a set. */
const mostMembers = 100;

/** The members of a JWK set that can be used, and nothing of them that need not be kept: a private key that was published by mistake is not spread. */
export function publishableMembers(members: readonly unknown[]): readonly PublicJwk[] {
  return members
    .slice(0, mostMembers)
    .filter((member): member is PublicJwk => vetMember(member) !== undefined)
    .map((member) => Object.fromEntries(keptMembers.flatMap((name) => (name in member ? [[name, member[name]]] : []))));
}
