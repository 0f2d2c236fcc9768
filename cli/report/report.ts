import type { PolicyDocument } from "../../shared/model/policy-document.ts";

/** What a page is made of. */
export interface Report {
  readonly document: PolicyDocument;
  /** As the reader knows the map: a name, no path of somebody's machine. */
  readonly fileName: string;
  /** SHA-256 of the document, lower-case hex: what audit records call the map. */
  readonly digest: string;
  readonly madeAtMs: number;
  readonly findings: readonly ReportFinding[];
  /** Who last changed what: `grants.NAME`, `issuers.NAME`, `deny.INDEX`, and the empty name for the whole map. */
  readonly changes: ReadonlyMap<string, Change>;
}

/** Something that a reviewer should know of the map. */
export interface ReportFinding {
  readonly lint: string;
  readonly level: "error" | "warning" | "info";
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly repair: string;
  /** Why the map's author lives with it; undefined where nobody said. */
  readonly acceptedBecause: string | undefined;
}

/** The newest commit over some lines of a map. */
export interface Change {
  /** Undefined where the lines are changed and not committed. */
  readonly commit: string | undefined;
  readonly author: string;
  readonly atMs: number;
  readonly summary: string;
}
