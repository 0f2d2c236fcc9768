import type { Claims, ClaimValue } from "../model/claims.ts";
import { Refusal } from "../model/refusal.ts";
import { readMember } from "./read-member.ts";

/** Hashes of what an ID token came with (OpenID Connect Core 1.0 sections 3.1.3.6 and 3.3.2.11); events (RFC 8417 section 2.2). */
const foreignClaims = ["at_hash", "c_hash", "s_hash", "events"] as const;

/** How Cognito, and Keycloak, name what a token of the plain type is. */
const foreignKinds: readonly (readonly [claim: string, values: readonly ClaimValue[]])[] = [
  ["token_use", ["id"]],
  ["typ", ["ID", "Refresh", "Offline", "Logout"]],
];

/**
 * ID tokens, and those for logging out, mostly have the same plain type in their header as access tokens: what only they
 * carry tells them apart (RFC 8725 section 3.12). For an issuer whose access tokens are `at+jwt` the type does it alone.
 * @throws Refusal `WrongTokenType`
 */
export function checkTokenKind(claims: Claims): void {
  const foreign =
    foreignClaims.find((name) => Object.hasOwn(claims, name)) ??
    foreignKinds.find(([name, values]) => values.includes(readMember(claims, name) ?? null))?.[0];
  if (foreign === undefined) return;
  throw new Refusal("WrongTokenType", `the claim ${foreign} is that of an ID, refresh, logout or event token`);
}
