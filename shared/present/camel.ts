import type { Session } from "../model/session.ts";
import { expiration } from "./expiration.ts";

/** For custom providers of the JavaScript, Java and Go SDKs. */
export function camel(session: Session) {
  return {
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expiration: expiration(session.expiresAtMs),
  };
}
