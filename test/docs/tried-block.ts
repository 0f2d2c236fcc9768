import type { Scratch } from "./scratch.ts";

/** A block that is run as it stands. */
export interface TriedBlock {
  /** How it begins: no two blocks of a page that are run differently begin alike. */
  readonly begins: string;
  /** 0 where it is not given. */
  readonly exitCode?: number;
  /** The block of the page right after it is what it prints. */
  readonly shown?: true;
  /** What it prints, where the page does not show it. */
  readonly prints?: RegExp;
  /** Runs until the page is through, or the next such block, as `npm start` does; the page's other blocks run beside it. */
  readonly serves?: true;
  /** What else must be there: without it the block is skipped, unless `CONFORMANCE_REQUIRED` says that all must be there. */
  readonly needs?: string;
  /** What the reader fills in; `served` is what the last such block has printed. */
  readonly fill?: (text: string, served: string) => string;
}

/** A page whose blocks are run in their order, in a folder of its own. */
export interface TriedPage {
  readonly path: string;
  /** Writes the files that the page speaks of, and starts what it takes for granted. Returns what that has printed. */
  readonly prepare: (scratch: Scratch) => Promise<string>;
  readonly blocks: readonly TriedBlock[];
}
