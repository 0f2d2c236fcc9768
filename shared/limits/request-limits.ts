import type { Allowances } from "../model/allowance.ts";
import type { Caller } from "../model/caller.ts";
import { codes } from "../model/codes.ts";
import type { Clock, Trail } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { addressGroup } from "./address-group.ts";
import { createLimiter } from "./limiter.ts";

type Attempt<Result> = () => Promise<Result>;

export interface RequestLimits {
  /**
   * Counts an attempt for its address where it ends with a 401 that tells no nonce. Where the allowance is used up, such an attempt ends with
   * `Throttled` instead, while one with a good token is served: a flood never shuts out who shares its address.
   * @throws Refusal `Throttled`, and what the attempt throws
   */
  readonly ofAddress: <Result>(address: string | undefined, trail: Trail, attempt: Attempt<Result>) => Promise<Result>;
  /**
   * Counts a request for its subject where it ends with a 400 or 403, and lets none begin while the allowance is used up. A 401
   * never counts: old tokens of a subject, and tokens of other services, are in other hands, and must not shut it out.
   * @throws Refusal `Throttled`, and what the request throws
   */
  readonly ofSubject: <Result>(caller: Caller, trail: Trail, request: Attempt<Result>) => Promise<Result>;
  /**
   * Counts a session that STS is about to be asked for.
   * @throws Refusal `Throttled`
   */
  readonly admitSession: (caller: Caller, trail: Trail) => void;
}

/** The limits of one process. Successes count for nothing but the sessions that they cost, and earn nothing. */
export function createRequestLimits(allowances: Allowances, now: Clock): RequestLimits {
  const addressFailures = createLimiter(allowances.addressFailures, now);
  const subjectFailures = createLimiter(allowances.subjectFailures, now);
  const subjectSessions = createLimiter(allowances.subjectSessions, now);
  return {
    ofAddress: async (address, trail, attempt) => {
      try {
        return await attempt();
      } catch (error) {
        if (!isFailedAttempt(error)) throw error;
        const group = addressGroup(address);
        const seconds = addressFailures.take(group);
        if (seconds === 0) throw error;
        trail.learn({ limit: "address" });
        // What was wrong with this one goes into the record all the same.
        throw throttled(`too many failed attempts from ${group}; this one: ${error.message}`, seconds, error);
      }
    },
    ofSubject: async (caller, trail, request) => {
      const subject = nameSubject(caller);
      const seconds = subjectFailures.wait(subject);
      if (seconds > 0) {
        trail.learn({ limit: "subject" });
        throw throttled("too many refused requests of this subject", seconds);
      }
      try {
        return await request();
      } catch (error) {
        if (error instanceof Refusal && [400, 403].includes(codes[error.code].status)) subjectFailures.take(subject);
        throw error;
      }
    },
    admitSession: (caller, trail) => {
      const seconds = subjectSessions.take(nameSubject(caller));
      if (seconds === 0) return;
      trail.learn({ limit: "sessions" });
      throw throttled("too many new sessions of this subject", seconds);
    },
  };
}

/** Who is told a nonce has shown a good token, and a proof that lacks nothing else: it has to ask twice. */
function isFailedAttempt(error: unknown): error is Refusal {
  return error instanceof Refusal && codes[error.code].status === 401 && error.nonce === undefined;
}

function nameSubject({ issuer, subject }: Caller): string {
  return JSON.stringify([issuer, subject]);
}

function throttled(reason: string, retryAfterSeconds: number, cause?: Refusal): Refusal {
  return new Refusal("Throttled", reason, { retryAfterSeconds, ...(cause !== undefined && { cause }) });
}
