import { GetWebIdentityTokenCommand, type STSClient } from "@aws-sdk/client-sts";
import { describeSdkError } from "./sdk-error.ts";

/** Of a token that is shown within seconds. AWS makes none of less than a minute. */
const tokenSeconds = 300;

/**
 * Tokens in which AWS itself says which role this process has: the account's outbound identity federation, for which nobody needs a secret.
 * @returns a function that gives a new one for an audience; it throws Error that says why there is none
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export function createWebIdentityTokens(client: STSClient): (audience: string) => Promise<string> {
  return async (audience) => {
    const command = new GetWebIdentityTokenCommand({
      Audience: [audience],
      SigningAlgorithm: "ES384",
      DurationSeconds: tokenSeconds,
    });
    const output = await client.send(command).catch((error: unknown) => {
      // Told and not kept, as everywhere: its text could hold what was signed.
      throw new Error(`AWS makes no token: ${describeSdkError(error)}`);
    });
    if (!output.WebIdentityToken) throw new Error("AWS answered without a token");
    return output.WebIdentityToken;
  };
}
