import type { SessionCredentials } from "../model/session-credentials.ts";
import { expiration } from "./expiration.ts";

/** Named as the members of `Aws::Credentials`, for custom Ruby providers that symbolize keys. */
export function ruby(session: SessionCredentials) {
  return {
    access_key_id: session.accessKeyId,
    secret_access_key: session.secretAccessKey,
    session_token: session.sessionToken,
    expiration: expiration(session.expiresAtMs),
  };
}
