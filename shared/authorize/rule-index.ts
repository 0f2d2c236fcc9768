import type { ClaimPath } from "../model/claims.ts";

/** A question that the index can put to any token: the keys it answers are where the rules that may hold are filed. */
export interface Probe {
  readonly path: ClaimPath;
  readonly kind: "value" | "member" | "prefix";
  /** For `prefix`: how many UTF-16 units of the value. */
  readonly length: number;
}

/** Where the rules of a map are filed, by issuer name. Plain JSON, so that it can be made when a map is compiled. */
export type RuleIndex = readonly (readonly [issuerName: string, filed: IssuerIndex])[];

/** A rule is known by its position in the map. */
interface IssuerIndex {
  /** Rules that no exact value can file, in order. */
  readonly unfiled: readonly number[];
  readonly probes: readonly {
    readonly probe: Probe;
    /** Rules by the answer they are filed under, each list in order. */
    readonly filed: readonly (readonly [key: string, positions: readonly number[]])[];
  }[];
}

/** The index of one issuer, ready to look up in. */
export interface OpenIssuerIndex {
  readonly unfiled: readonly number[];
  readonly probes: readonly {
    readonly probe: Probe;
    readonly positionsOf: (key: string) => readonly number[];
  }[];
}
