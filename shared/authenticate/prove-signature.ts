import type { webcrypto } from "node:crypto";
import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import type { PolicyMap } from "../model/policy-map.ts";
import type { FindKey, KeyHint } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { checkHeader } from "./check-header.ts";
import { decodeToken, type UnverifiedToken } from "./decode-token.ts";
import { quoteUnverified } from "./quote-unverified.ts";
import { readMember } from "./read-member.ts";
import { tokenKind } from "./token-kind.ts";
import { verifySignature } from "./verify-signature.ts";

/** Whose keys a signature may be by. */
export interface Signers {
  readonly issuers: PolicyMap["issuers"];
  readonly findKey: FindKey;
}

/** A token whose signature holds: header and claims are the issuer's word, and frozen at all depths. */
export interface SignedToken {
  readonly header: Claims;
  readonly claims: Claims;
  readonly issuer: Issuer;
}

/**
 * @throws Refusal `InvalidToken`, whatever is wrong
 * @throws Fault `UpstreamUnavailable` where the issuer's keys cannot be had; `Internal`
 */
export type ProveSignature = (token: string, signers: Signers) => Promise<SignedToken>;

/** A token that can be read, of an issuer that the map names, before anybody has vouched for it. */
export interface UnprovenToken extends UnverifiedToken {
  readonly issuer: Issuer;
  readonly hint: KeyHint;
}

/** Reads a token and checks its signature, in the order text, issuer, header, key, signature. */
export const proveSignature: ProveSignature = async (token, { issuers, findKey }) => {
  const unproven = readUnproven(token, issuers);
  return proveWith(await findKey(unproven.issuer, unproven.hint), unproven, token);
};

/** What a token's text and the map say of it, without any key. */
export function readUnproven(token: string, issuers: PolicyMap["issuers"]): UnprovenToken {
  const unverified = decodeToken(token);
  const issuer = findIssuer(unverified.unverifiedClaims, issuers);
  return { ...unverified, issuer, hint: checkHeader(unverified.unverifiedHeader, issuer) };
}

/** Whether the signature is by this key. */
export async function proveWith(
  key: webcrypto.CryptoKey,
  { unverifiedHeader, unverifiedClaims, issuer, hint }: UnprovenToken,
  token: string,
): Promise<SignedToken> {
  verifySignature(token, key, hint.algorithm, tokenKind);
  return { header: unverifiedHeader, claims: unverifiedClaims, issuer };
}

/** By exact string, and without any request: an issuer that the map does not name is not asked for keys. */
function findIssuer(unverifiedClaims: Claims, issuers: PolicyMap["issuers"]): Issuer {
  const unverifiedIssuer = readMember(unverifiedClaims, "iss");
  // A Map compares typed: what is no string is none of its keys.
  const issuer = issuers.get(unverifiedIssuer as string);
  if (issuer === undefined) {
    throw new Refusal("InvalidToken", `the issuer is not known: ${quoteUnverified(unverifiedIssuer)}`);
  }
  return issuer;
}
