import type { Policy } from "./policy.ts";

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** By key in lower case: tag keys that differ in case only are the same key. */
export type Tags = ReadonlyMap<string, Tag>;

/** Who calls: an IAM user (also through GetSessionToken) or a session of a role. */
export type Caller = UserCaller | RoleCaller;

interface AnyCaller {
  readonly account: string;
  /** What GetCallerIdentity and AccessDenied call it. */
  readonly arn: string;
  /** `aws:userid` */
  readonly userId: string;
  /** `aws:PrincipalTag/...` */
  readonly tags: Tags;
  /** What it is allowed by its own side; undefined: everything of STS (the file does not say). */
  readonly permissions: readonly Policy[] | undefined;
}

interface UserCaller extends AnyCaller {
  readonly kind: "user";
  readonly userName: string;
  /** When GetSessionToken gave these credentials, milliseconds since the epoch; undefined for the user's own key. */
  readonly issuedAtMs: number | undefined;
}

export interface RoleCaller extends AnyCaller {
  readonly kind: "role";
  /** With its path: `aws:PrincipalArn`. */
  readonly roleArn: string;
  /** Those of `tags` that the next session of the chain inherits. */
  readonly transitiveTags: Tags;
  readonly sourceIdentity: string | undefined;
  /** Inline and managed session policies; undefined: none was given, the whole role. */
  readonly sessionPolicies: readonly Policy[] | undefined;
  readonly issuedAtMs: number;
}
