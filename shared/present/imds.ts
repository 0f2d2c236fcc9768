import type { SessionCredentials } from "../model/session-credentials.ts";
import { expiration } from "./expiration.ts";

/**
 * What instance metadata answers under `security-credentials/ROLE`.
 * @param nowMs milliseconds since the epoch: becomes `LastUpdated`
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 */
export function imds(session: SessionCredentials, nowMs: number) {
  return {
    Code: "Success",
    LastUpdated: expiration(nowMs),
    Type: "AWS-HMAC",
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    Token: session.sessionToken,
    Expiration: expiration(session.expiresAtMs),
  };
}
