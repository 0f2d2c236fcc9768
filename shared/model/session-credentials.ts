/** What of a session its caller gets. Holds secrets: never logged, never in an error. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** STS's own expiry, milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** The role that was asked for. */
  readonly roleArn: string;
}
