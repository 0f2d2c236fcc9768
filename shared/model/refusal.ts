import type { RefusalCode } from "./codes.ts";
import type { ProofMethod } from "./proof.ts";

/** What a refusal may tell its caller beyond the code. Nothing else of it leaves the service. */
export interface RefusalOptions {
  /** Replaces the code's title in `message` and `detail`: about 100 characters, nothing of claims, patterns or ARNs. */
  readonly publicDetail?: string;
  /** For `GrantRequired`: what this caller may name. */
  readonly grants?: readonly string[];
  /** For `MethodNotAllowed`: the methods that the path takes. */
  readonly allow?: readonly string[];
  /** For `Throttled`: when to ask again. */
  readonly retryAfterSeconds?: number;
  /** For `InvalidProof`: the proof that failed, DPoP where it is not said. */
  readonly proofMethod?: ProofMethod;
  /** For `InvalidProof`: the nonce that the next proof must carry (RFC 9449 section 9). */
  readonly nonce?: string;
  readonly cause?: unknown;
}

/** The caller cannot have what it asked for, and asking the same again will not help (but for `Throttled`). */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  /** The whole truth, for the audit record and the logs of operators: never sent to the caller, never a token or secret. */
  readonly reason: string;
  readonly publicDetail: string | undefined;
  readonly grants: readonly string[] | undefined;
  readonly allow: readonly string[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly proofMethod: ProofMethod | undefined;
  readonly nonce: string | undefined;

  constructor(code: RefusalCode, reason: string, options: RefusalOptions = {}) {
    super(`${code}: ${reason}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.reason = reason;
    this.publicDetail = options.publicDetail;
    this.grants = options.grants;
    this.allow = options.allow;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.proofMethod = options.proofMethod;
    this.nonce = options.nonce;
  }
}
