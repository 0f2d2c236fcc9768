import type { LintId } from "./lint-table.ts";

/** How sure it is that something is wrong: `error` surely, `warning` probably, `info` worth knowing. */
export type LintLevel = "error" | "warning" | "info";

/** Something in a valid map that a reviewer should see. Holds no external ID. */
export interface LintFinding {
  readonly lint: LintId;
  /** Where: `["grants", "nightly", "when", "claims", "sub"]`, as an author wrote the keys. */
  readonly path: readonly (string | number)[];
  /** What is wrong, worded to follow the path. */
  readonly message: string;
  /** What to write instead. */
  readonly repair: string;
  readonly level: LintLevel;
}
