import type { Caller } from "./caller.ts";
import type { Issuer } from "./issuer.ts";
import type { Denial, Grant } from "./policy-document.ts";

/** A policy map ready to decide with: frozen, indexed. Made by `authorize/compile-policy-map`, swapped whole. */
export interface PolicyMap {
  /** SHA-256 of the document it was compiled from, in lower-case hex. */
  readonly digest: string;
  /** By exact `iss`. */
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly grants: ReadonlyMap<string, Grant>;
  /** The grants whose issuer and exact claims fit this caller, in the map's order: a superset of those that match. */
  readonly candidateGrants: (caller: Caller) => readonly Grant[];
  /** The same for the deny list. */
  readonly candidateDenials: (caller: Caller) => readonly Denial[];
}
