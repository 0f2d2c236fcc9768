/**
 * What this service takes of AssumeRoleWithWebIdentity in the Query protocol of STS.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const stsCallSyntax = {
  action: "AssumeRoleWithWebIdentity",
  version: "2011-06-15",
  /** How the session is called is the map's to say, so that `RoleSessionName` counts for nothing. */
  parameters: ["Action", "Version", "RoleArn", "RoleSessionName", "WebIdentityToken", "DurationSeconds"],
  /** In decimal digits, and one spelling a number. */
  durationSeconds: /^[1-9]\d{0,9}$/,
  /** A role of an account that cannot exist names a grant, and may name an account of it. Any partition: SDKs in China or GovCloud set theirs. */
  grantArn: /^arn:aws[a-z-]{0,20}:iam::000000000000:role\/vend\/(.+)$/,
  /** As IAM writes them: path and name of printable characters. */
  roleArn: /^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\x21-\x7e]{1,575}$/,
} as const;
