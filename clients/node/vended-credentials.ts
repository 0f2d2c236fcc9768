/** Credentials as the AWS SDK for JavaScript (version 3) has them: its `AwsCredentialIdentity`. */
export interface VendedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Where AWS stops taking them. */
  readonly expiration: Date;
  /** The account of the role, where the service says which role it is. */
  readonly accountId?: string;
}
