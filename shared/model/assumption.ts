import type { Format } from "./format.ts";
import type { ExternalId } from "./policy-document.ts";

/**
 * The decision: which role this caller gets, and every byte of what STS is asked. Two callers share a session only
 * where `hops` and `region` are equal.
 */
export interface Assumption {
  readonly grant: string;
  readonly account: string | undefined;
  /** The calls to make, each with the credentials of the one before it; the last one's session is the answer. Never empty. */
  readonly hops: readonly [AssumeRoleInput, ...AssumeRoleInput[]];
  readonly region: string | undefined;
  /** Whether the caller chose the session's length, so that one which the role does not allow is its to mend. */
  readonly isDurationAsked: boolean;
  /** How the answer is to look; no part of what STS is asked. */
  readonly format: Format;
  readonly answersAccountId: boolean;
}

/**
 * One AssumeRole call, as STS takes it.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export interface AssumeRoleInput {
  readonly roleArn: string;
  /** 2 to 64 of `[\w+=,.@-]`. */
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId: ExternalId | undefined;
  /** The session policy as JSON text, 2,048 characters at most. */
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

/** A call with the external ID itself in place of a reference to it. */
export type ResolvedInput = AssumeRoleInput & { readonly externalId: string | undefined };

/** An assumption as STS gets it, with nothing left to look up. */
export interface ResolvedAssumption extends Assumption {
  readonly hops: readonly [ResolvedInput, ...ResolvedInput[]];
}

/** What the map says of one request that may have credentials. */
export interface Decision {
  readonly assumption: Assumption;
  /** The token is spent by this: it may not have been before. */
  readonly oneTime: boolean;
  /** The session's length was capped where the token ends, or would have been. */
  readonly endsWithToken: boolean;
  /** What session name and source identity would have been, where STS would not have taken it: for the audit record. */
  readonly replacedNames: { readonly sessionName?: string; readonly sourceIdentity?: string };
}
