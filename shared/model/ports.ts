import type { webcrypto } from "node:crypto";
import type { Assumption, ResolvedInput } from "./assumption.ts";
import type { Format } from "./format.ts";
import type { Issuer, SignatureAlgorithm } from "./issuer.ts";
import type { ExternalIdReference } from "./policy-document.ts";
import type { PolicyMap } from "./policy-map.ts";
import type { ProofMethod } from "./proof.ts";
import type { Session, VendedSession } from "./session.ts";

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** What a token's header says of its key: attacker's data, used only to look up. */
export interface KeyHint {
  readonly keyId: string | undefined;
  readonly algorithm: SignatureAlgorithm;
}

/**
 * The public key of an issuer that fits a hint, never one of another issuer.
 * @throws Refusal `InvalidToken` where the issuer has no such key
 * @throws Fault `UpstreamUnavailable` where the issuer's keys cannot be had
 */
export type FindKey = (issuer: Issuer, hint: KeyHint) => Promise<webcrypto.CryptoKey>;

/**
 * One AssumeRole call, within its own time budget, signed with `credentials` or, without, with the service's own.
 * @throws Refusal `RoleRefused`, `NotGranted`, `DurationOutOfRange` or `Throttled`
 * @throws Fault `UpstreamUnavailable`, `UpstreamInvalid` or `Internal`
 */
export type AssumeRole = (
  input: ResolvedInput,
  context: {
    readonly region: string | undefined;
    readonly credentials: Session | undefined;
    /** Where less time is left than such a call has otherwise. */
    readonly budgetMs?: number;
  },
) => Promise<Session>;

/**
 * The external ID that a map keeps elsewhere. It is a secret between two accounts: never logged, never in an error.
 * @throws Fault `UpstreamUnavailable` where it cannot be had now, `Internal` where there is none of that name
 */
export type ResolveExternalId = (reference: ExternalIdReference) => Promise<string>;

/**
 * A session for an assumption, fresh enough to be answered.
 * @param beforeMinting called where STS is about to be asked; what it throws counts as if STS had said so
 * @throws what `AssumeRole` and `ResolveExternalId` throw, where no session can be had; Fault `Internal` for a length that the role
 *   does not allow and nobody asked for
 */
export type VendSession = (assumption: Assumption, beforeMinting?: () => void) => Promise<VendedSession>;

/** What may be used once. */
export interface OneTimeUse {
  /** `token`: the `jti` of a token; `proof`: that of a DPoP proof. */
  readonly kind: "token" | "proof";
  /** Everything that makes it this one and no other, as one text: hashed before it is kept. */
  readonly identity: string;
  /** Whose it is, where many uses are: a memory with little room keeps one owner from taking that of the others. */
  readonly owner?: string;
  /** From when on it is refused anyway, so that it need not be remembered longer: milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Remembers what was used, so that it is used once. */
export interface ReplayStore {
  /**
   * Whether this is the first use. Of several at the same time, one is the first.
   * @throws Fault `UpstreamUnavailable` where that cannot be known: to guess would be to let a replay pass
   * @throws Refusal `Throttled` where it cannot for this owner alone
   */
  readonly claim: (use: OneTimeUse) => Promise<boolean>;
  /** Forgets a use that led to nothing, so that it may be tried again. Never rejects: what cannot be forgotten stays used. */
  readonly release: (use: OneTimeUse) => Promise<void>;
}

/** A key that a DPoP proof carries, and its thumbprint (RFC 7638, SHA-256, base64url). */
interface ProofKey {
  readonly key: webcrypto.CryptoKey;
  readonly thumbprint: string;
}

/** The key in a proof's `jwk`; undefined where it is no public one, too weak, or none for the algorithm. */
export type ReadProofKey = (jwk: unknown, algorithm: SignatureAlgorithm) => Promise<ProofKey | undefined>;

/** The nonces that DPoP proofs must carry where an issuer demands it. Every instance of the service knows those of the others. */
export interface ProofNonces {
  /**
   * The one to use now.
   * @throws Fault `UpstreamUnavailable` or `Internal` where the key that they are made with cannot be had
   */
  readonly current: () => Promise<string>;
  /** Whether it is one of this service's, and not too old. @throws as `current` */
  readonly isFresh: (nonce: string) => Promise<boolean>;
}

/** The policy map in force, with where it came from. */
export interface LoadedPolicyMap {
  readonly policyMap: PolicyMap;
  /** When it was read from its source, milliseconds since the epoch. */
  readonly loadedAtMs: number;
}

/**
 * The map to decide this request with.
 * @throws Fault `UpstreamUnavailable` where none has been loaded yet
 */
export type CurrentPolicyMap = () => Promise<LoadedPolicyMap>;

/** One request, whatever became of it: what the audit trail keeps. Holds no token, secret, session token or external ID. */
export interface AuditRecord {
  readonly requestId: string;
  readonly route: string;
  readonly outcome: "vended" | "listed" | "answered" | "refused" | "failed";
  readonly status: number;
  readonly code?: string;
  /** The whole truth about a refusal or a fault. */
  readonly reason?: string;
  /** Whose allowance was used up, where this service throttled. */
  readonly limit?: "address" | "subject" | "sessions";
  readonly sourceAddress?: string;
  readonly vpcEndpointId?: string;
  readonly policyMapDigest?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly tokenId?: string;
  readonly tokenSha256?: string;
  /** What the token is bound to, all of which was proved. */
  readonly boundBy?: readonly ProofMethod[];
  readonly grant?: string;
  readonly account?: string;
  readonly roleArn?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  /** What the two stand for, where STS would not have taken it as it was. */
  readonly replacedNames?: { readonly sessionName?: string; readonly sourceIdentity?: string };
  /** What STS was asked for; where it was not asked, what it would have been. */
  readonly durationSeconds?: number;
  /** `sts`: as STS answers AssumeRoleWithWebIdentity. */
  readonly format?: Format | "sts";
  readonly accessKeyId?: string;
  readonly assumedRoleId?: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly expiration?: string;
  readonly sessionFrom?: VendedSession["from"];
  /** Things an operator should know of a request that succeeded all the same. */
  readonly notes?: readonly string[];
  /** Grants in shadow mode that would have vended. */
  readonly shadowGrants?: readonly string[];
  /** Milliseconds that each step took. */
  readonly stepMs?: Readonly<Record<string, number>>;
}

/** What becomes known of a request while it is worked on, for the one audit record at its end. */
export interface Trail {
  readonly learn: (facts: Partial<AuditRecord>) => void;
  /** Does a piece of work and notes how long it took, whether it succeeds or throws. */
  readonly step: <Result>(name: string, work: () => Result | Promise<Result>) => Promise<Result>;
}

/** One request, as it is shown to who follows requests from system to system. Nothing of it throws, and none of it is worth a failure. */
export interface RequestTrace {
  /**
   * A step begins.
   * @returns what is called once it is over, with what it has thrown
   */
  readonly step: (name: string) => (thrown?: unknown) => void;
  /** The request is over: of the record, what tells requests apart and names nobody. */
  readonly close: (record: AuditRecord) => void;
}

/** Begins the trace of a request; undefined: this one is not traced. */
export type TraceRequest = () => RequestTrace | undefined;

/** Writes one line. Never throws. */
export type WriteAudit = (record: AuditRecord) => void;
