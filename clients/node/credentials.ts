/** What the service answered, checked. Holds secrets: never logged, never in an error. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** The role that they are of; undefined where the service does not say. */
  readonly roleArn: string | undefined;
}
