import type { SessionCredentials } from "../model/session-credentials.ts";
import { expiration } from "./expiration.ts";

/** For custom providers of the JavaScript, Java and Go SDKs. */
export function camel(session: SessionCredentials) {
  return {
    accessKeyId: session.accessKeyId,
    secretAccessKey: session.secretAccessKey,
    sessionToken: session.sessionToken,
    expiration: expiration(session.expiresAtMs),
  };
}
