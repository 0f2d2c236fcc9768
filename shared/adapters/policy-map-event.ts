/** One thing that is wrong with a refused map, and where. */
export interface RefusedProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Such as `grants.nightly.assume.via[0]`; empty for the map as a whole. */
  readonly path: string;
  readonly rule: string;
  readonly repair: string;
}

/** A map that must not go live: invalid, or not as its own tests say. */
export class PolicyMapRefused extends Error {
  override readonly name = "PolicyMapRefused";
  readonly problems: readonly RefusedProblem[];

  constructor(problems: readonly RefusedProblem[]) {
    super(problems.slice(0, toldProblems).map(printProblem).join("\n"));
    this.problems = problems;
  }
}

/** Enough to see what is wrong; the command line tells all of it. */
export const toldProblems = 20;

export function printProblem({ file, line, column, path, rule, repair }: RefusedProblem): string {
  return `${file}:${line}:${column}${path === "" ? "" : ` ${path}`}: ${rule}; ${repair}`;
}

/** What has become of one look at the source. */
export type PolicyMapEvent = PolicyMapEventDetail & {
  readonly location: string;
  /** How long the live map has not been known to be what its source holds, in milliseconds; undefined: none is live. */
  readonly ageMs: number | undefined;
};

export type PolicyMapEventDetail =
  | { readonly kind: "activated"; readonly version: string; readonly digest: string; readonly previousDigest?: string }
  /** The live map is still what the source holds. */
  | { readonly kind: "confirmed" }
  | {
      readonly kind: "refused";
      readonly version: string;
      readonly problems: readonly RefusedProblem[];
      /** False where this version was refused before, and is still what the source holds. */
      readonly isNew: boolean;
    }
  | { readonly kind: "fetchFailed"; readonly reason: string }
  /** The source can be read again, or holds a good map again after a refused one. */
  | { readonly kind: "recovered"; readonly from: "fetchFailed" | "refused" };

/** Takes note of an event. Never throws. */
export type RecordPolicyMapEvent = (event: PolicyMapEvent) => void;

/** How the map stands. Times are milliseconds since the epoch. */
export interface PolicyMapStatus {
  readonly source: string;
  readonly live:
    | {
        readonly digest: string;
        /** The source's name for it. */
        readonly version: string;
        readonly activatedAtMs: number;
        /** When it was last known to be what the source holds. */
        readonly currentAtMs: number;
      }
    | undefined;
  /** The newer version that the source holds, and that was refused. */
  readonly refused:
    | { readonly version: string; readonly refusedAtMs: number; readonly problems: readonly RefusedProblem[] }
    | undefined;
  /** Since when the source cannot be read. */
  readonly unreadableSinceMs: number | undefined;
}
