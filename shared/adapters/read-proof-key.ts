import { calculateJwkThumbprint, importJWK } from "jose";
import type { ReadProofKey } from "../model/ports.ts";
import { vetMember } from "./key-set-member.ts";

/**
 * The key that a DPoP proof carries, by the same rules as an issuer's published keys: public, of a known type and curve, RSA
 * of 2,048 bits or more. The thumbprint is of the vetted members only (RFC 7638 section 3.2).
 */
export const readProofKey: ReadProofKey = async (jwk, algorithm) => {
  const member = vetMember(jwk);
  if (member === undefined || !member.algorithms.includes(algorithm)) return undefined;
  try {
    const key = await importJWK({ ...member.jwk }, algorithm);
    // jose answers with bytes for symmetric keys only, and none gets this far.
    return key instanceof Uint8Array ? undefined : { key, thumbprint: await calculateJwkThumbprint({ ...member.jwk }) };
  } catch {
    // A point that is not on its curve.
    return undefined;
  }
};
