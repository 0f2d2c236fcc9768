import type { Session } from "../model/session.ts";
import { expiration } from "./expiration.ts";

/** The metadata that botocore's `RefreshableCredentials.create_from_metadata` takes. */
export function boto(session: Session) {
  return {
    access_key: session.accessKeyId,
    secret_key: session.secretAccessKey,
    token: session.sessionToken,
    expiry_time: expiration(session.expiresAtMs),
  };
}
