import { claimAt } from "../../authorize/claim-at.ts";
import type { ClaimValue } from "../../model/claims.ts";
import type { RefusalCode } from "../../model/codes.ts";
import type { Issuer } from "../../model/issuer.ts";
import { lacksProof } from "../lacks-proof.ts";
import type { SampledRequest } from "./policy-map-diff.ts";

/** Media types without case and `application/` (RFC 7515 section 4.1.9); undefined: the types of plain tokens (RFC 9068). */
export function acceptedTypes(tokenType: string | undefined): readonly (string | undefined)[] {
  return tokenType === undefined ? [undefined, "jwt", "at+jwt"] : [plainType(tokenType)];
}

function plainType(type: string): string {
  return type.toLowerCase().replace(/^application\//, "");
}

/**
 * What an issuer's rules say of a sampled token whose signature holds, in the order of `authenticate/verify-token`, which
 * needs a signed token and its key.
 * @returns the code that it would be refused with, or undefined
 */
export function acceptToken(issuer: Issuer | undefined, request: SampledRequest): RefusalCode | undefined {
  const { header, claims, facts } = request;
  if (!issuer?.algorithms.some((algorithm) => algorithm === header.alg)) return "InvalidToken";
  if (!acceptedTypes(issuer.tokenType).includes(header.typ === undefined ? undefined : plainType(header.typ))) {
    return "WrongTokenType";
  }
  const refused = refuseTimes(issuer, claims, facts.nowMs / 1000);
  if (refused !== undefined) return refused;
  const audience = claimAt(claims, ["aud"]);
  const audiences: readonly ClaimValue[] = Array.isArray(audience) ? audience : [audience ?? null];
  if (!audiences.some((one) => typeof one === "string" && issuer.audiences.includes(one))) return "WrongAudience";
  const subject = claimAt(claims, ["sub"]);
  if (subject === undefined || subject === "") return "MissingClaim";
  if (typeof subject !== "string") return "InvalidToken";
  const required = issuer.requiredClaims.map((name) => claimAt(claims, [name]));
  if (!required.every((value) => value !== undefined && value !== null)) return "MissingClaim";
  return lacksProof(issuer, request.boundBy) ? "ProofRequired" : undefined;
}

function refuseTimes(issuer: Issuer, claims: SampledRequest["claims"], nowSeconds: number): RefusalCode | undefined {
  const { maxTokenAgeSeconds, maxTokenLifetimeSeconds, clockToleranceSeconds } = issuer;
  const [expiresAt, issuedAt] = [claimAt(claims, ["exp"]), claimAt(claims, ["iat"])];
  if (typeof expiresAt !== "number") return "MissingClaim";
  if (nowSeconds >= expiresAt + clockToleranceSeconds) return "TokenExpired";
  if (typeof issuedAt === "number") {
    if (issuedAt > nowSeconds + clockToleranceSeconds) return "TokenNotYetValid";
    const tooOld = nowSeconds - issuedAt > (maxTokenAgeSeconds ?? Number.POSITIVE_INFINITY) + clockToleranceSeconds;
    if (tooOld || expiresAt - issuedAt > maxTokenLifetimeSeconds) return "TokenTooOld";
  } else if (maxTokenAgeSeconds !== undefined) return "MissingClaim";
  return expiresAt - nowSeconds > maxTokenLifetimeSeconds + clockToleranceSeconds ? "TokenTooOld" : undefined;
}
