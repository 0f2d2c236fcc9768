/** Which part does not fit. */
export type TroubleKind =
  | "trust"
  | "external-id"
  | "external-id-unavailable"
  | "tag-session"
  | "source-identity"
  | "trust-conditions"
  | "own-permission"
  | "duration"
  | "chain-limit"
  | "policy-arns"
  | "packed-size"
  | "region"
  | "partition"
  | "credentials"
  | "unreachable"
  | "other";

/** Something that does not fit, with how to mend it. Holds no credentials and no external ID. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** The role that it is about: of a chain, any of them. */
  readonly roleArn: string;
  readonly message: string;
  readonly repair: string;
  /** What STS said, as far as it may be shown. */
  readonly answer?: string;
}
