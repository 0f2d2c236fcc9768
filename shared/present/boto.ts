import type { SessionCredentials } from "../model/session-credentials.ts";
import { expiration } from "./expiration.ts";

/** The metadata that botocore's `RefreshableCredentials.create_from_metadata` takes. */
export function boto(session: SessionCredentials) {
  return {
    access_key: session.accessKeyId,
    secret_key: session.secretAccessKey,
    token: session.sessionToken,
    expiry_time: expiration(session.expiresAtMs),
  };
}
