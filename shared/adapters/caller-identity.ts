import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { SessionCredentials } from "../model/session-credentials.ts";
import { clientSettings } from "./policy-map-client.ts";
import { describeSdkError } from "./sdk-error.ts";

type Keys = Pick<SessionCredentials, "accessKeyId" | "secretAccessKey" | "sessionToken">;

/**
 * Who AWS takes the bearer of credentials for.
 * @returns a function that gives the ARN; it throws Error that says why there is none
 */
export function createCallerIdentity(
  region: string,
  limits: Parameters<typeof clientSettings>[1],
): (keys: Keys) => Promise<string> {
  return async ({ accessKeyId, secretAccessKey, sessionToken }) => {
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const client = new STSClient({ ...clientSettings(region, limits), credentials });
    const { Arn: arn } = await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
      throw new Error(`AWS does not take the credentials: ${describeSdkError(error)}`);
    });
    if (arn === undefined) throw new Error("AWS does not say whose the credentials are");
    return arn;
  };
}
