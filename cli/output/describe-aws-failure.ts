import { describeSdkError } from "../../shared/adapters/sdk-error.ts";

/** Why AWS could not be asked, or what it said: what a person's own machine lacks is told in a sentence, with what to do about it. */
export function describeAwsFailure(error: unknown): string {
  // A bare `Error` of the SDK, which only its words tell from others.
  if (error instanceof Error && /^Region is missing/.test(error.message)) {
    return "no region is known; set AWS_REGION, or a region in the AWS configuration file";
  }
  if (error instanceof Error && error.name === "CredentialsProviderError") {
    return `there are no AWS credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret (${error.message})`;
  }
  return describeSdkError(error);
}
