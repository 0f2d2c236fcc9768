import type { Claims } from "../../model/claims.ts";
import type { Code } from "../../model/codes.ts";
import type { ProofMethod } from "../../model/proof.ts";

/** What changes between two policy maps, by meaning. No entries: they decide every request alike. */
export interface PolicyMapDiff {
  /** Whether somebody gains something, or might: some entry `widens` or `mayWiden`. */
  readonly widens: boolean;
  /** Widenings first, then in the maps' order. */
  readonly entries: readonly DiffEntry[];
}

/**
 * What a change does.
 * - `widens`: somebody gains something, and `witness` is such a caller
 * - `mayWiden`: that nobody gains could not be shown, and no caller that does was found
 * - `narrows`: nobody gains, and somebody may lose something
 * - `changes`: nobody gains, and what is given is the same or looks different only
 * - `renames`: the same meaning under another name
 */
type DiffEffect = "widens" | "mayWiden" | "narrows" | "changes" | "renames";

export interface DiffEntry {
  readonly part: "issuer" | "account" | "grant" | "deny";
  /** In the newer map, or in the older one where it is gone. An entry of the deny list is called by its place, from 1. */
  readonly name: string;
  /** What it is about: `claims.sub`, `duration`, `policy`, or `entry` where it comes or goes whole. */
  readonly facet: string;
  readonly effect: DiffEffect;
  /** The change in words, for a review. Never holds an external ID. */
  readonly text: string;
  readonly witness: Witness | undefined;
}

/** A caller who gains: both outcomes were computed by the code that decides in the service. */
export interface Witness {
  readonly request: SampledRequest;
  /** The best that the older map gives this caller towards `after`, whatever it asks for. */
  readonly before: Outcome;
  readonly after: VendedOutcome;
}

/** A request that might come: everything that a decision depends on. */
export interface SampledRequest {
  /** Of the token. */
  readonly header: { readonly alg: string; readonly typ?: string };
  /** The token's whole payload. */
  readonly claims: Claims;
  /** What the token is bound to, and came with the proof of. */
  readonly boundBy: readonly ProofMethod[];
  readonly facts: {
    /** Milliseconds since the epoch. */
    readonly nowMs: number;
    readonly sourceAddress: string | undefined;
    readonly vpcEndpointId: string | undefined;
  };
  readonly ask: SampledAsk;
}

export interface SampledAsk {
  /** In the newer map's names. */
  readonly grant: string | undefined;
  readonly account: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Outcome = VendedOutcome | { readonly refused: Code };

/** The session that is given, as far as it decides what its holder may do. */
export interface VendedOutcome {
  readonly grant: string;
  readonly roleArn: string;
  /** The token gets no second one. */
  readonly oneTime: boolean;
  readonly durationSeconds: number;
  /** No longer than the token lives. */
  readonly endsWithToken: boolean;
  readonly sessionName: string;
  readonly sourceIdentity: string | undefined;
  /** Of the whole chain, sorted by key. */
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly transitiveTagKeys: readonly string[];
  /** The session policy as JSON text. */
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
}
