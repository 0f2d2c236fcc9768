import type { SessionCredentials } from "../model/session-credentials.ts";

/** The arguments of PHP's `Aws\Credentials\Credentials`; `expires` in whole seconds since the epoch, a number. */
export function php(session: SessionCredentials) {
  return {
    key: session.accessKeyId,
    secret: session.secretAccessKey,
    token: session.sessionToken,
    expires: Math.floor(session.expiresAtMs / 1000),
  };
}
