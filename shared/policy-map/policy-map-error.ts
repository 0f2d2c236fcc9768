/** One thing that is wrong with a policy map, where it is, and how to mend it. Holds no external ID and no key material. */
export interface PolicyMapProblem {
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

/** Enough to work through in one go; a file that is no map at all would otherwise fill a screen a thousand times. */
const printedProblems = 100;

/** A policy map that cannot be used, with everything that is wrong with it in the order of its lines. */
export class PolicyMapError extends Error {
  override readonly name = "PolicyMapError";
  readonly problems: readonly PolicyMapProblem[];

  constructor(problems: readonly PolicyMapProblem[]) {
    const lines = problems.slice(0, printedProblems).map(printProblem);
    const more = problems.length - lines.length;
    super([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"));
    this.problems = problems;
  }
}

function printProblem({ file, line, column, path, rule, repair }: PolicyMapProblem): string {
  return `${file}:${line}:${column}${path === "" ? "" : ` ${path}`}: ${rule}; ${repair}`;
}
