import type { Role } from "./accounts.ts";
import { StsError } from "./sts-error.ts";

const chainedSeconds = 3600;

/**
 * The order is STS's own: the role's maximum, then the hour of a chain, where the caller is itself a session of a role.
 * @throws StsError ValidationError
 */
export function checkDuration(durationSeconds: number, role: Role, isChained: boolean): void {
  if (durationSeconds > role.maxSessionSeconds) {
    throw refusal("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  if (isChained && durationSeconds > chainedSeconds) {
    throw refusal("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  }
}

function refusal(message: string): StsError {
  return new StsError("ValidationError", message);
}
