import type { Authorization } from "./read-authorization.ts";
import { StsError } from "./sts-error.ts";

const minuteMs = 60_000;
const longestAgeMs = 15 * minuteMs;
const longestLeadMs = 5 * minuteMs;

/**
 * A signature holds for 15 minutes, and for 5 ahead of the clock; a presigned URL for as long as it says.
 * @throws StsError SignatureDoesNotMatch, RequestExpired (presigned)
 */
export function checkSigningTime({ signedAt, scopeDate, presigned }: Authorization, nowMs: number): void {
  if (!signedAt.startsWith(scopeDate)) {
    const message = `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${signedAt.slice(0, 8)}', from '${signedAt}'.`;
    throw new StsError("SignatureDoesNotMatch", message);
  }
  const ageMs = nowMs - signedAtMs(signedAt);
  if (presigned !== undefined && ageMs > presigned.expiresInSeconds * 1000) {
    throw new StsError("RequestExpired", "Request has expired.");
  }
  if (presigned === undefined && ageMs > longestAgeMs) {
    const message = `Signature expired: ${signedAt} is now earlier than ${stamp(nowMs - longestAgeMs)} (${stamp(nowMs)} - 15 min.)`;
    throw new StsError("SignatureDoesNotMatch", message);
  }
  if (!(ageMs >= -longestLeadMs)) {
    const message = `Signature not yet current: ${signedAt} is still later than ${stamp(nowMs + longestLeadMs)} (${stamp(nowMs)} + 5 min.)`;
    throw new StsError("SignatureDoesNotMatch", message);
  }
}

/** Of `YYYYMMDDTHHMMSSZ`; NaN for a day that does not exist. */
export function signedAtMs(signedAt: string): number {
  return Date.parse(signedAt.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
