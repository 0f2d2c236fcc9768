import type { Caller } from "./caller.ts";
import type { Claims } from "./claims.ts";
import type { Issuer } from "./issuer.ts";
import type { ClaimCondition, Denial, Grant } from "./policy-document.ts";

/**
 * A policy map ready to decide with: frozen, indexed, swapped whole. Made by `authorize/compile-policy-map` from a document,
 * or by `policy-map/compiled/load-compiled-map`; its rules are made ready when a request first needs them.
 */
export interface PolicyMap {
  /** SHA-256 of the document it was compiled from, in lower-case hex. */
  readonly digest: string;
  /** Some grant takes a token once, so that what was used must be remembered. */
  readonly hasOneTimeGrants: boolean;
  /** Of the roles that it grants; a map that was compiled before this was noted has none here. */
  readonly rolePartitions: readonly string[];
  /** By exact `iss`. */
  readonly issuers: ReadonlyMap<string, Issuer>;
  /** The grant of exactly this name. */
  readonly findGrant: (name: string) => Conditional<Grant> | undefined;
  /** The grants whose issuer and exact claims fit this caller, in the map's order: a superset of those that match. */
  readonly candidateGrants: (caller: Caller) => readonly Conditional<Grant>[];
  /** The same for the deny list. */
  readonly candidateDenials: (caller: Caller) => readonly Conditional<Denial>[];
}

/** A rule of the map with its tests ready to run. */
export interface Conditional<Rule extends Grant | Denial> {
  readonly rule: Rule;
  /** Where it stands in the map. */
  readonly position: number;
  readonly issuerNames: ReadonlySet<string>;
  /** All must hold. */
  readonly claimTests: readonly ClaimTest[];
}

/** One claim condition, compiled: the service and every explanation of its decisions run this same test. */
export interface ClaimTest {
  readonly condition: ClaimCondition;
  readonly holds: (claims: Claims) => boolean;
}
