import type { Claims } from "../model/claims.ts";
import type { Issuer } from "../model/issuer.ts";
import { Refusal } from "../model/refusal.ts";
import { isFiniteNumber } from "./is-finite-number.ts";
import { readMember } from "./read-member.ts";

/** Since when a token holds that does not say. */
const always = Number.NEGATIVE_INFINITY;

/**
 * The times of a token against the clock, in the order expiry, not-before, issue, age, lifetime.
 * @param nowSeconds seconds since the epoch, with fractions, as the claims may have them (RFC 7519 section 2)
 * @returns the `exp` claim
 * @throws Refusal `MissingClaim`, `InvalidToken`, `TokenExpired`, `TokenNotYetValid` or `TokenTooOld`
 */
export function checkTimes(claims: Claims, issuer: Issuer, nowSeconds: number): number {
  const toleranceSeconds = issuer.clockToleranceSeconds;
  const expiresAt = readTime(claims, "exp");
  if (expiresAt === undefined) throw new Refusal("MissingClaim", "exp is missing");
  // RFC 7519 section 4.1.4: now must be before exp, so that the second itself is already too late.
  if (nowSeconds >= expiresAt + toleranceSeconds) throw new Refusal("TokenExpired", "exp is past");
  if ((readTime(claims, "nbf") ?? always) > nowSeconds + toleranceSeconds) {
    throw new Refusal("TokenNotYetValid", "nbf is in the future");
  }
  const issuedAt = readTime(claims, "iat");
  if ((issuedAt ?? always) > nowSeconds + toleranceSeconds) {
    throw new Refusal("TokenNotYetValid", "iat is in the future");
  }
  checkAge(issuedAt, issuer, nowSeconds);
  checkLifetime(expiresAt, issuedAt, issuer, nowSeconds);
  return expiresAt;
}

function checkAge(issuedAt: number | undefined, issuer: Issuer, nowSeconds: number): void {
  const { maxTokenAgeSeconds, clockToleranceSeconds } = issuer;
  if (maxTokenAgeSeconds === undefined) return;
  if (issuedAt === undefined) throw new Refusal("MissingClaim", "iat is missing, and a maximum age is set");
  if (nowSeconds - issuedAt > maxTokenAgeSeconds + clockToleranceSeconds) {
    throw new Refusal("TokenTooOld", `now - iat is over ${maxTokenAgeSeconds} s`);
  }
}

function checkLifetime(expiresAt: number, issuedAt: number | undefined, issuer: Issuer, nowSeconds: number): void {
  const { maxTokenLifetimeSeconds, clockToleranceSeconds } = issuer;
  // Both are the issuer's own clock's, so no tolerance is due.
  if (expiresAt - (issuedAt ?? expiresAt) > maxTokenLifetimeSeconds) {
    throw new Refusal("TokenTooOld", `exp - iat is over ${maxTokenLifetimeSeconds} s`);
  }
  // Without iat, and with exp in milliseconds, this is what bounds a token's life.
  if (expiresAt - nowSeconds > maxTokenLifetimeSeconds + clockToleranceSeconds) {
    throw new Refusal("TokenTooOld", `exp - now is over ${maxTokenLifetimeSeconds} s`);
  }
}

function readTime(claims: Claims, name: string): number | undefined {
  const value = readMember(claims, name);
  if (value === undefined || isFiniteNumber(value)) return value;
  throw new Refusal("InvalidToken", `${name} is not a finite number`);
}
