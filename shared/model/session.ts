import type { SessionCredentials } from "./session-credentials.ts";

/** Credentials that STS gave, with what it said of them. Holds secrets: never logged, never in an error. */
export interface Session extends SessionCredentials {
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly assumedRoleArn: string;
  /** The AssumedRoleId: `AROA...:SESSION`. */
  readonly assumedRoleId: string;
  /** What STS was asked for. */
  readonly durationSeconds: number;
  /** Percentage of the packed size limit that policy and tags took, where STS said. */
  readonly packedPolicyPercent: number | undefined;
  /** STS gave one hour where more was asked, since it counts this service's own role as the first of a chain. */
  readonly wasShortenedAsChain: boolean;
  /** Another instance asked STS for it, and this one did not. */
  readonly isShared?: true;
}

/** A session as a request gets it. */
export interface VendedSession {
  readonly session: Session;
  /** `shared`: from another instance; `stale`: from the cache below its freshness floor, since minting failed. */
  readonly from: "sts" | "cache" | "shared" | "stale";
  /** Why a stale one was served, for the audit record. */
  readonly staleReason: string | undefined;
  /** Why what other instances are said to have kept was not believed. */
  readonly sharedRefusal?: string;
}
