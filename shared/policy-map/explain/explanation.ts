import type { Decision } from "../../model/assumption.ts";
import type { FaultCode, RefusalCode } from "../../model/codes.ts";

/** What was asked of one condition, and what was there. Holds claim values, never an external ID. */
export interface ConditionResult {
  readonly kind:
    | "issuer"
    | "claim"
    | "mode"
    | "network"
    | "time"
    | "mfa"
    | "proof"
    | "account"
    | "duration"
    | "parameter";
  /** What the condition is about, such as `claim groups`. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
}

/** One grant, condition by condition, in the order in which the service tests them. */
export interface GrantExplanation {
  readonly grant: string;
  readonly description: string | undefined;
  readonly mode: "live" | "shadow";
  /** Chosen where a caller names no grant and several match. */
  readonly isDefault: boolean;
  /** Takes a token once. Whether this one has been used, only the service knows. */
  readonly oneTime: boolean;
  readonly conditions: readonly ConditionResult[];
}

/** An entry of the deny list that speaks of the caller. */
export interface DenialExplanation {
  /** From 1, as the service's own reason has it. */
  readonly entry: number;
  readonly reason: string;
  readonly conditions: readonly ConditionResult[];
}

/** What `decideGrant` came to. */
export type Verdict =
  | { readonly outcome: "granted"; readonly decision: Decision }
  | {
      readonly outcome: "refused";
      readonly code: RefusalCode;
      /** The whole truth, which a caller never sees. */
      readonly reason: string;
      /** What the caller may name, where it must name something. */
      readonly choices: readonly string[];
    }
  | { readonly outcome: "failed"; readonly code: FaultCode; readonly reason: string };

/** A decision with all that led to it. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly denials: readonly DenialExplanation[];
  /** Grants in shadow mode that would have vended, as the audit record has them. */
  readonly shadowGrants: readonly string[];
  /** The grant that was named; or, where none was, all whose issuer and claims fit. */
  readonly grants: readonly GrantExplanation[];
}
