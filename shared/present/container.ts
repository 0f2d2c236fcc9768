import type { SessionCredentials } from "../model/session-credentials.ts";
import { accountId } from "./account-id.ts";
import { expiration } from "./expiration.ts";

/**
 * What the container credential provider of every SDK reads. `AccountId` only on demand: .NET SDKs before it was a
 * member of their class throw on one that they do not know.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function container(session: SessionCredentials, answersAccountId: boolean) {
  return {
    Code: "Success",
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    Token: session.sessionToken,
    Expiration: expiration(session.expiresAtMs),
    RoleArn: session.roleArn,
    ...(answersAccountId && { AccountId: accountId(session.roleArn) }),
  };
}
