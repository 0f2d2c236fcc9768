import type { Session } from "../model/session.ts";
import { expiration } from "./expiration.ts";

/** Named as the members of `Aws::Credentials`, for custom Ruby providers that symbolize keys. */
export function ruby(session: Session) {
  return {
    access_key_id: session.accessKeyId,
    secret_access_key: session.secretAccessKey,
    session_token: session.sessionToken,
    expiration: expiration(session.expiresAtMs),
  };
}
