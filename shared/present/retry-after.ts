import { type Code, codes } from "../model/codes.ts";
import type { Fault } from "../model/fault.ts";
import type { Refusal } from "../model/refusal.ts";

/**
 * The value of `Retry-After`: whole seconds, at least one (RFC 9110 section 10.2.3 knows no fractions, and 0 asks for a hot loop).
 * @returns undefined where nobody is told when to come back
 */
export function retryAfter(failure: Refusal | Fault): string | undefined {
  const seconds = failure.retryAfterSeconds ?? (isBusy(failure.code) ? 1 : undefined);
  if (seconds === undefined) {
    return undefined;
  }
  return String(Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 1);
}

function isBusy(code: Code): boolean {
  return codes[code].status === 429 || codes[code].status === 503;
}
