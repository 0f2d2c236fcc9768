import type { Caller } from "./caller.ts";
import { ConstraintCheck } from "./check-constraints.ts";
import type { Query } from "./read-query.ts";
import type { Result, Stage } from "./stage.ts";
import { StsError } from "./sts-error.ts";
import { writeCredentials } from "./write-credentials.ts";

const defaultSeconds = 43_200;

/**
 * Temporary credentials of a user, for itself. Only a long-lived key can ask.
 * @throws StsError AccessDenied, ValidationError
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function getSessionToken(query: Query, caller: Caller, { sessions, facts }: Stage): Result {
  const check = new ConstraintCheck(query);
  const seconds = check.integer("DurationSeconds", "durationSeconds", { min: 900, max: 129_600 }) ?? defaultSeconds;
  check.finish();
  if (caller.kind !== "user" || caller.issuedAtMs !== undefined) {
    throw new StsError("AccessDenied", "Cannot call GetSessionToken with session credentials");
  }
  if (query.has("SerialNumber") || query.has("TokenCode")) {
    throw new StsError("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.");
  }
  const issued = sessions.issue({ ...caller, issuedAtMs: facts.nowMs }, facts.nowMs + seconds * 1000);
  return [writeCredentials(issued)];
}
