import type { SessionCredentials } from "../model/session-credentials.ts";
import { accountId } from "./account-id.ts";
import { expiration } from "./expiration.ts";

/**
 * What a `credential_process` prints. `Version` is a number, and SDKs refuse the answer without it.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function process(session: SessionCredentials) {
  return {
    Version: 1,
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: expiration(session.expiresAtMs),
    AccountId: accountId(session.roleArn),
  };
}
