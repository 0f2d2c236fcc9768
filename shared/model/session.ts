/** Credentials that STS gave, with what it said of them. Holds secrets: never logged, never in an error. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** STS's own expiry, milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** The role that was asked for. */
  readonly roleArn: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly assumedRoleArn: string;
  /** The AssumedRoleId: `AROA...:SESSION`. */
  readonly assumedRoleId: string;
  /** Percentage of the packed size limit that policy and tags took, where STS said. */
  readonly packedPolicyPercent: number | undefined;
}
