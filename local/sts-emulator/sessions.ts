import { randomBytes } from "node:crypto";
import type { Caller } from "./caller.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch, a whole second: `Expiration` has no fractions. */
  readonly expiresAtMs: number;
}

interface IssuedSession {
  readonly credentials: Credentials;
  readonly caller: Caller;
}

/** The temporary credentials that were given out, by access key id. */
export interface Sessions {
  issue(caller: Caller, expiresAtMs: number): Credentials;
  find(accessKeyId: string): IssuedSession | undefined;
}

/**
 * Keeps the `capacity` sessions that were used last, the expired ones among them: STS knows an expired key from an unknown one, and the
 * service's own session is older than all that it has made.
 */
export function keepSessions(capacity = 10_000): Sessions {
  const issued = new Map<string, IssuedSession>();
  return {
    issue(caller, expiresAtMs) {
      const credentials = newCredentials(Math.floor(expiresAtMs / 1000) * 1000);
      issued.set(credentials.accessKeyId, { credentials, caller });
      const oldest = issued.size > capacity ? issued.keys().next().value : undefined;
      if (oldest !== undefined) issued.delete(oldest);
      return credentials;
    },
    find(accessKeyId) {
      const session = issued.get(accessKeyId);
      if (session !== undefined) {
        issued.delete(accessKeyId);
        issued.set(accessKeyId, session);
      }
      return session;
    },
  };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Of the shapes that AWS's have, lengths included: clients and log scanners look at them. */
function newCredentials(expiresAtMs: number): Credentials {
  return {
    accessKeyId: `ASIA${[...randomBytes(16)].map((byte) => alphabet[byte % 32]).join("")}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(246).toString("base64")}`,
    expiresAtMs,
  };
}
